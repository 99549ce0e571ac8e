//! The images of a repository: those that engines pushed, by their content, and those that stand there under names alone.

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecr::*;
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;

use super::{host, not_found, on_push, page};
use crate::id::ACCOUNT;
use crate::world::{Outcome, World};

/// An image of a repository.
struct Held {
    digest: String,
    tags: Vec<String>,
    bytes: u64,
    /// When it was pushed, and its manifest with the media type of that; none of what stands there under its name alone.
    content: Option<(Timestamp, String, String)>,
}

impl Held {
    /// Whether an identifier names it: by its digest, or by one of its tags where none is given.
    fn is(&self, id: &ImageIdentifier) -> bool {
        match id.image_digest.as_str() {
            "" => self.tags.contains(&id.image_tag),
            digest => self.digest == digest,
        }
    }

    fn detail(self, name: &str) -> ImageDetail {
        let (pushed, media) = match self.content {
            Some((at, _, media)) => (Some(at), media),
            None => (None, String::new()),
        };
        ImageDetail {
            registry_id: ACCOUNT.to_owned(),
            repository_name: name.to_owned(),
            image_digest: self.digest,
            image_tags: self.tags,
            image_size_in_bytes: self.bytes,
            image_pushed_at: pushed,
            image_manifest_media_type: media,
        }
    }
}

/// The images that the world's registries hold under a repository's address.
fn held(w: &World, name: &str) -> Vec<Held> {
    let address = address(name);
    let pushed = w.registry.content(&address).into_iter();
    let pushed = pushed.flat_map(|content| {
        content.images().map(|(digest, held, tags)| {
            let layers = w.registry.images[held.image].layers.iter();
            Held {
                digest: digest.to_owned(),
                tags,
                bytes: layers.map(|layer| layer.1).sum(),
                content: Some((
                    held.pushed,
                    held.manifest.text.clone(),
                    held.manifest.media_type().to_owned(),
                )),
            }
        })
    });
    let named = w.registry.published.iter();
    let named = named.filter(|p| p.repository == address).flat_map(|p| {
        p.tags.iter().map(|tag| Held {
            digest: w.registry.digest_of(&address, tag).unwrap_or_default(),
            tags: vec![tag.clone()],
            bytes: p.profile.pull_bytes,
            content: None,
        })
    });
    pushed.chain(named).collect()
}

fn address(name: &str) -> String {
    format!("{}/{name}", host())
}

/// The bytes that a repository holds. What images share is counted with each, as the console shows it.
pub(super) fn stored(w: &World, name: &str) -> u64 {
    held(w, name).iter().map(|image| image.bytes).sum()
}

/// Whether a repository holds no image.
pub(super) fn is_empty(w: &World, name: &str) -> bool {
    held(w, name).is_empty()
}

/// The images of a repository that is there.
///
/// # Errors
/// When it is not, in ECR's words.
fn of(w: &World, operation: &str, name: &str) -> Result<Vec<Held>, CloudError> {
    if !w.ecr.repositories.contains_key(name) {
        return Err(not_found(operation, name));
    }
    Ok(held(w, name))
}

pub(super) fn describe(w: &World, r: &DescribeImages) -> Result<Outcome, CloudError> {
    let name = &r.repository_name;
    let mut images = of(w, "DescribeImages", name)?;
    for id in &r.image_ids {
        if !images.iter().any(|image| image.is(id)) {
            let or_null = |text: &str| match text {
                "" => "null".to_owned(),
                text => text.to_owned(),
            };
            return Err(CloudError::refused(
                ErrorKind::NotFound,
                "ecr:DescribeImages",
                "ImageNotFoundException",
                format!(
                    "The image with imageId {{imageDigest:'{}', imageTag:'{}'}} does not exist within the repository with name '{name}' in the registry with id '{ACCOUNT}'",
                    or_null(&id.image_digest),
                    or_null(&id.image_tag)
                ),
            ));
        }
    }
    if !r.image_ids.is_empty() {
        images.retain(|image| r.image_ids.iter().any(|id| image.is(id)));
    }
    let details = images.into_iter().map(|image| image.detail(name)).collect();
    let token = r.next_token.as_deref();
    let (image_details, next_token) = page("DescribeImages", details, token, r.max_results)?;
    Ok(Outcome::Done(Reply::DescribeImages(DescribeImagesOutput {
        image_details,
        next_token,
    })))
}

/// `ecr:ListImages`: each tag with its digest, and images without a tag by their digest.
pub(super) fn list(w: &World, r: &ListImages) -> Result<Outcome, CloudError> {
    let asked = r.filter.as_ref().map_or("", |f| f.tag_status.as_str());
    let mut ids = Vec::new();
    for image in of(w, "ListImages", &r.repository_name)? {
        let id = |tag: &str| ImageIdentifier {
            image_tag: tag.to_owned(),
            image_digest: image.digest.clone(),
        };
        match (asked, image.tags.is_empty()) {
            ("TAGGED", true) | ("UNTAGGED", false) => {}
            (_, true) => ids.push(id("")),
            (_, false) => ids.extend(image.tags.iter().map(|tag| id(tag))),
        }
    }
    let token = r.next_token.as_deref();
    let (image_ids, next_token) = page("ListImages", ids, token, r.max_results)?;
    Ok(Outcome::Done(Reply::ListImages(ListImagesOutput {
        image_ids,
        next_token,
    })))
}

/// Finds what an identifier names among images.
///
/// # Errors
/// Why it names none, as ECR says it beside what it did find.
fn find<'a>(images: &'a [Held], id: &ImageIdentifier) -> Result<&'a Held, ImageFailure> {
    let failure = |code: &str, reason: &str| ImageFailure {
        image_id: id.clone(),
        failure_code: code.to_owned(),
        failure_reason: reason.to_owned(),
    };
    if id.image_digest.is_empty() && id.image_tag.is_empty() {
        return Err(failure(
            "MissingDigestAndTag",
            "Invalid request parameters: both tag and digest cannot be null",
        ));
    }
    let mut all = images.iter();
    let found = all.find(|image| image.is(id));
    let found = found.ok_or_else(|| failure("ImageNotFound", "Requested image not found"))?;
    if !id.image_tag.is_empty() && !found.tags.contains(&id.image_tag) {
        return Err(failure(
            "ImageTagDoesNotMatchDigest",
            "Invalid request parameters: given tag does not map to the given digest",
        ));
    }
    Ok(found)
}

/// `ecr:BatchGetImage`: the manifests of images. One that stands there under its name alone has none.
pub(super) fn get(w: &World, r: &BatchGetImage) -> Result<Outcome, CloudError> {
    const OP: &str = "ecr:BatchGetImage";
    let held = of(w, "BatchGetImage", &r.repository_name)?;
    let (mut images, mut failures) = (Vec::new(), Vec::new());
    for id in &r.image_ids {
        let found = match find(&held, id) {
            Ok(found) => found,
            Err(failure) => {
                failures.push(failure);
                continue;
            }
        };
        let Some((_, manifest, media)) = &found.content else {
            let what = "the manifest of an image that no engine pushed";
            return Err(CloudError::unsupported(OP, what));
        };
        images.push(Image {
            registry_id: ACCOUNT.to_owned(),
            repository_name: r.repository_name.clone(),
            image_id: ImageIdentifier {
                image_tag: id.image_tag.clone(),
                image_digest: found.digest.clone(),
            },
            image_manifest: manifest.clone(),
            image_manifest_media_type: media.clone(),
        });
    }
    Ok(Outcome::Done(Reply::BatchGetImage(BatchGetImageOutput {
        images,
        failures,
    })))
}

/// `ecr:BatchDeleteImage`: by a tag, that tag, and the image with its last one; by a digest, the image with all its tags.
pub(super) fn delete(w: &mut World, r: &BatchDeleteImage) -> Result<Outcome, CloudError> {
    let name = &r.repository_name;
    let (mut image_ids, mut failures) = (Vec::new(), Vec::new());
    for id in &r.image_ids {
        let held = of(w, "BatchDeleteImage", name)?;
        let found = match find(&held, id) {
            Ok(found) => found,
            Err(failure) => {
                failures.push(failure);
                continue;
            }
        };
        let gone = |tag: &str| ImageIdentifier {
            image_tag: tag.to_owned(),
            image_digest: found.digest.clone(),
        };
        if id.image_digest.is_empty() {
            image_ids.push(gone(&id.image_tag));
        } else if found.tags.is_empty() {
            image_ids.push(gone(""));
        } else {
            image_ids.extend(found.tags.iter().map(|tag| gone(tag)));
        }
        w.registry
            .take(&address(name), &id.image_tag, &id.image_digest);
    }
    of(w, "BatchDeleteImage", name)?;
    on_push(w, &address(name));
    Ok(Outcome::Done(Reply::BatchDeleteImage(
        BatchDeleteImageOutput {
            image_ids,
            failures,
        },
    )))
}
