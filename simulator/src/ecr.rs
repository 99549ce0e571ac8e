//! Amazon ECR: the account's own image repositories.
//!
//! Images get into them with `docker push`, or by being published in the world's registries under the repository's address; a
//! push is not an operation of this API.

mod image;

use std::collections::BTreeMap;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use paperboat_core::aws::ecr::{
    AuthorizationData, CreateRepository, CreateRepositoryOutput, DeleteRepository,
    DeleteRepositoryOutput, DescribeRepositories, DescribeRepositoriesOutput,
    EncryptionConfiguration, GetAuthorizationTokenOutput, ImageScanningConfiguration,
    PutImageTagMutability, PutImageTagMutabilityOutput, Repository,
};
use paperboat_core::aws::{EcrCall, Reply, SecretString};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;

use crate::id::{ACCOUNT, REGION, arn};
use crate::meter::{self, Item};
use crate::world::{CallId, Outcome, World};

/// The account's repositories, by name.
#[derive(Clone, Debug, Default)]
pub struct Ecr {
    repositories: BTreeMap<String, Made>,
}

/// What is kept of a repository besides its images.
#[derive(Clone, Debug)]
struct Made {
    mutability: String,
    at: Timestamp,
}

/// The registry's address, which the images' references begin with.
#[must_use]
pub fn host() -> String {
    format!("{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com")
}

pub(crate) fn handle(w: &mut World, call: CallId, request: EcrCall) -> Result<Outcome, CloudError> {
    match request {
        EcrCall::CreateRepository(r) => create(w, call, r),
        EcrCall::PutImageTagMutability(r) => put_mutability(w, call, r),
        EcrCall::DescribeRepositories(r) => describe(w, &r),
        EcrCall::DescribeImages(r) => image::describe(w, &r),
        EcrCall::ListImages(r) => image::list(w, &r),
        EcrCall::BatchGetImage(r) => image::get(w, &r),
        EcrCall::BatchDeleteImage(r) => image::delete(w, &r),
        EcrCall::GetAuthorizationToken(_) => authorize(w),
        EcrCall::DeleteRepository(r) => delete(w, call, &r),
    }
}

/// `ecr:GetAuthorizationToken`, asked by the person whose account it is: user and password in Base64.
fn authorize(w: &World) -> Result<Outcome, CloudError> {
    let (password, expires_at) = w.registry_password(REGION);
    let token = BASE64_STANDARD.encode(format!("AWS:{password}"));
    let data = AuthorizationData {
        authorization_token: SecretString(token),
        expires_at,
        proxy_endpoint: format!("https://{}", host()),
    };
    Ok(Outcome::Done(Reply::GetAuthorizationToken(
        GetAuthorizationTokenOutput {
            authorization_data: vec![data],
        },
    )))
}

fn not_found(operation: &str, name: &str) -> CloudError {
    CloudError::refused(
        ErrorKind::NotFound,
        &format!("ecr:{operation}"),
        "RepositoryNotFoundException",
        format!(
            "The repository with name '{name}' does not exist in the registry with id '{ACCOUNT}'"
        ),
    )
}

fn repository(name: &str, made: &Made) -> Repository {
    Repository {
        repository_arn: repository_arn(name),
        registry_id: ACCOUNT.to_owned(),
        repository_name: name.to_owned(),
        repository_uri: format!("{}/{name}", host()),
        created_at: made.at,
        image_tag_mutability: made.mutability.clone(),
        // What CreateRepository takes when nobody says, and nobody can here (ECR API reference).
        image_scanning_configuration: ImageScanningConfiguration {
            scan_on_push: false,
        },
        encryption_configuration: EncryptionConfiguration {
            encryption_type: "AES256".to_owned(),
        },
    }
}

/// Reads whether tags move; they do where nobody says.
///
/// # Errors
/// That filters which leave tags out are not modelled.
fn mutability(operation: &str, given: String) -> Result<String, CloudError> {
    match given.as_str() {
        "" => Ok("MUTABLE".to_owned()),
        "MUTABLE" | "IMMUTABLE" => Ok(given),
        other => {
            let what = format!("the tag mutability {other}");
            Err(CloudError::unsupported(operation, what))
        }
    }
}

/// `ecr:PutImageTagMutability`: counts for what is pushed from now on; tags stay where they lead.
fn put_mutability(
    w: &mut World,
    call: CallId,
    r: PutImageTagMutability,
) -> Result<Outcome, CloudError> {
    const OP: &str = "PutImageTagMutability";
    let image_tag_mutability = mutability(&format!("ecr:{OP}"), r.image_tag_mutability)?;
    w.call_event(call);
    let kept = w.ecr.repositories.get_mut(&r.repository_name);
    let kept = kept.ok_or_else(|| not_found(OP, &r.repository_name))?;
    kept.mutability.clone_from(&image_tag_mutability);
    Ok(Outcome::Done(Reply::PutImageTagMutability(
        PutImageTagMutabilityOutput {
            registry_id: ACCOUNT.to_owned(),
            repository_name: r.repository_name,
            image_tag_mutability,
        },
    )))
}

fn create(w: &mut World, call: CallId, r: CreateRepository) -> Result<Outcome, CloudError> {
    const OP: &str = "ecr:CreateRepository";
    let name = r.repository_name;
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./".contains(c);
    if name.len() < 2 || name.len() > 256 || !name.chars().all(allowed) {
        return Err(CloudError::refused(
            ErrorKind::InvalidInput,
            OP,
            "InvalidParameterException",
            format!(
                "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression', got '{name}'"
            ),
        ));
    }
    if w.ecr.repositories.contains_key(&name) || held_before(w, &name) {
        return Err(CloudError::refused(
            ErrorKind::AlreadyExists,
            OP,
            "RepositoryAlreadyExistsException",
            format!(
                "The repository with name '{name}' already exists in the registry with id '{ACCOUNT}'"
            ),
        ));
    }
    let made = Made {
        mutability: mutability(OP, r.image_tag_mutability)?,
        at: w.now,
    };
    let repository = repository(&name, &made);
    let cause = w.call_event(call);
    w.state_apart(Some(cause), &format!("repository/{name}"), "", "active", "");
    w.ecr.repositories.insert(name.clone(), made);
    weigh(w, &name);
    Ok(Outcome::Done(Reply::CreateRepository(
        CreateRepositoryOutput { repository },
    )))
}

/// The repositories that are billed now, by ARN: those with images in them.
pub(crate) fn billable(w: &World) -> impl Iterator<Item = (String, Item)> {
    let names = w.ecr.repositories.keys();
    let held = names.map(|name| (repository_arn(name), image::stored(w, name)));
    held.filter(|(_, bytes)| *bytes > 0)
        .map(|(arn, bytes)| (arn, Item::EcrStorage { bytes }))
}

/// Bills a repository by what is in it now.
fn weigh(w: &mut World, name: &str) {
    let (arn, bytes) = (repository_arn(name), image::stored(w, name));
    meter::close(w, &arn);
    if bytes > 0 {
        meter::open(w, &arn, Item::EcrStorage { bytes });
    }
}

/// Tells whether a tag of a repository, by its address, may lead to an image that is pushed now.
///
/// # Errors
/// One that leads to an image, where tags do not move, in ECR's words.
pub(crate) fn may_put(w: &World, address: &str, tag: &str) -> Result<(), String> {
    let name = address.split_once('/').map_or(address, |(_, name)| name);
    let made = w.ecr.repositories.get(name);
    let stays = made.is_some_and(|made| made.mutability == "IMMUTABLE");
    if stays && w.registry.digest_of(address, tag).is_some() {
        return Err(format!(
            "tag invalid: The image tag '{tag}' already exists in the '{name}' repository and cannot be overwritten because the tag is immutable."
        ));
    }
    Ok(())
}

/// Hears that an image was pushed to an address, which may be one of the account's repositories.
pub(crate) fn on_push(w: &mut World, address: &str) {
    let path = address
        .strip_prefix(&host())
        .and_then(|p| p.strip_prefix('/'));
    if let Some(name) = path.filter(|name| w.ecr.repositories.contains_key(*name)) {
        weigh(w, name);
    }
}

fn repository_arn(name: &str) -> String {
    arn("ecr", &format!("repository/{name}"))
}

/// Repositories or images of a page when nobody asks, and the most that may be asked for (ECR API reference,
/// `maxResults`).
const ITEMS_A_PAGE: u32 = 100;
const MOST_A_PAGE: usize = 1_000;

fn page<T>(
    operation: &str,
    all: Vec<T>,
    token: Option<&str>,
    wanted: Option<u32>,
) -> Result<(Vec<T>, Option<String>), CloudError> {
    let size = crate::page::size(Some(wanted.unwrap_or(ITEMS_A_PAGE)), MOST_A_PAGE);
    crate::page::page(all, token, size).ok_or_else(|| {
        CloudError::refused(
            ErrorKind::InvalidInput,
            &format!("ecr:{operation}"),
            "InvalidParameterException",
            "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid nextToken'"
                .to_owned(),
        )
    })
}

fn describe(w: &World, r: &DescribeRepositories) -> Result<Outcome, CloudError> {
    let all = &w.ecr.repositories;
    for name in &r.repository_names {
        if !all.contains_key(name) {
            return Err(not_found("DescribeRepositories", name));
        }
    }
    let asked = |name: &String| r.repository_names.is_empty() || r.repository_names.contains(name);
    let repositories = all
        .iter()
        .filter(|(name, _)| asked(name))
        .map(|(name, m)| repository(name, m))
        .collect();
    let (repositories, next_token) = page(
        "DescribeRepositories",
        repositories,
        r.next_token.as_deref(),
        r.max_results,
    )?;
    Ok(Outcome::Done(Reply::DescribeRepositories(
        DescribeRepositoriesOutput {
            repositories,
            next_token,
        },
    )))
}

fn delete(w: &mut World, call: CallId, r: &DeleteRepository) -> Result<Outcome, CloudError> {
    let name = &r.repository_name;
    let Some(made) = w.ecr.repositories.get(name) else {
        return Err(not_found("DeleteRepository", name));
    };
    let repository = repository(name, made);
    if !r.force && !image::is_empty(w, name) {
        return Err(CloudError::refused(
            ErrorKind::InUse,
            "ecr:DeleteRepository",
            "RepositoryNotEmptyException",
            format!(
                "The repository with name '{name}' in registry with id '{ACCOUNT}' cannot be deleted because it still contains images"
            ),
        ));
    }
    w.ecr.repositories.remove(name);
    w.registry.clear(&format!("{}/{name}", host()));
    meter::close(w, &repository_arn(name));
    let cause = w.call_event(call);
    w.state_apart(
        Some(cause),
        &format!("repository/{name}"),
        "active",
        "deleted",
        "",
    );
    Ok(Outcome::Done(Reply::DeleteRepository(
        DeleteRepositoryOutput { repository },
    )))
}

/// Tells whether a reference names this account's registry, and whether the repository is missing there.
pub(crate) fn missing(w: &World, reference: &str) -> Option<String> {
    let path = reference.strip_prefix(&host())?.strip_prefix('/')?;
    let name = path.split(['@', ':']).next().unwrap_or(path);
    let there = w.ecr.repositories.contains_key(name) || held_before(w, name);
    (!there).then(|| name.to_owned())
}

/// Tells whether a repository is the account's from before.
fn held_before(w: &World, name: &str) -> bool {
    let uri = format!("{}/{name}", host());
    let mut all = w.registry.published.iter();
    all.any(|image| image.held_before && image.repository == uri)
}

/// Tells whether a reference names a private registry of ECR.
pub(crate) fn is_ecr(reference: &str) -> bool {
    reference
        .split('/')
        .next()
        .is_some_and(|h| h.contains(".dkr.ecr.") && h.ends_with(".amazonaws.com"))
}
