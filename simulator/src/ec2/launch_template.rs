//! Launch templates: what an instance is launched with, in versions that never change.

use paperboat_core::aws::Request;
use paperboat_core::aws::ec2::{
    BlockDeviceMapping, CreateLaunchTemplate, CreateLaunchTemplateOutput,
    CreateLaunchTemplateVersion, CreateLaunchTemplateVersionOutput, DeleteLaunchTemplate,
    DeleteLaunchTemplateOutput, DescribeLaunchTemplateVersions,
    DescribeLaunchTemplateVersionsOutput, DescribeLaunchTemplates, DescribeLaunchTemplatesOutput,
    EbsBlockDevice, IamInstanceProfileSpecification, InstanceMetadataOptions,
    LaunchTemplate as View, LaunchTemplateBlockDeviceMapping, LaunchTemplateVersion,
    RequestLaunchTemplateData, RunInstances, TagSpecification,
};
use paperboat_core::error::CloudError;
use paperboat_core::time::Timestamp;

use super::filter::{self, Filtered, passes};
use super::key_pair::missing;
use super::tag::{self, Tags};
use crate::model::Limit;
use crate::page;
use crate::refusal::{exists, invalid, not_found};
use crate::world::World;

/// The most templates or versions in one answer (EC2 API reference, `MaxResults`).
const ITEMS_A_PAGE: usize = 200;

/// A launch template.
#[derive(Clone, Debug)]
pub(super) struct LaunchTemplate {
    pub(super) id: String,
    name: String,
    created: Timestamp,
    /// Version 1 first. The first one stays the default: `ModifyLaunchTemplate` is not modelled.
    versions: Vec<Version>,
    pub(super) tags: Tags,
}

#[derive(Clone, Debug)]
struct Version {
    description: String,
    created: Timestamp,
    data: RequestLaunchTemplateData,
}

impl LaunchTemplate {
    fn view(&self) -> View {
        View {
            launch_template_id: self.id.clone(),
            launch_template_name: self.name.clone(),
            create_time: self.created,
            default_version_number: 1,
            latest_version_number: self.versions.len() as u64,
            tags: tag::shown(&self.tags),
        }
    }

    fn version(&self, number: u64) -> Option<LaunchTemplateVersion> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        let version = self.versions.get(index)?;
        Some(LaunchTemplateVersion {
            launch_template_id: self.id.clone(),
            launch_template_name: self.name.clone(),
            version_number: number,
            version_description: version.description.clone(),
            create_time: version.created,
            default_version: number == 1,
            launch_template_data: version.data.clone(),
        })
    }

    /// The number of a version as callers write it: `$Latest`, `$Default` or nothing, or the number itself.
    ///
    /// # Errors
    /// `InvalidLaunchTemplateId.VersionNotFound`.
    fn number(&self, written: &str) -> Result<u64, CloudError> {
        let latest = self.versions.len() as u64;
        let number = match written {
            "$Latest" => Some(latest),
            "" | "$Default" => Some(1),
            number => number.parse().ok(),
        };
        number.filter(|n| (1..=latest).contains(n)).ok_or_else(|| {
            let message = format!(
                "Could not find the specified version {written} for the launch template with ID {}.",
                self.id
            );
            not_found("InvalidLaunchTemplateId.VersionNotFound", message)
        })
    }
}

impl Filtered for LaunchTemplate {
    const OPERATION: &'static str = "ec2:DescribeLaunchTemplates";
    const FILTERS: &'static [&'static str] = &["launch-template-name"];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        (filter == "launch-template-name").then(|| vec![self.name.clone()])
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }
}

/// Finds a template by its id or its name, of which a caller gives one.
///
/// # Errors
/// Neither or both; no such template.
fn require<'w>(w: &'w World, id: &str, name: &str) -> Result<&'w LaunchTemplate, CloudError> {
    match (id.is_empty(), name.is_empty()) {
        (true, true) => return Err(missing("LaunchTemplateId")),
        (false, false) => {
            let message = "The request must contain either the launch template ID or the launch template name, not both.";
            return Err(invalid("InvalidParameterCombination", message));
        }
        _ => {}
    }
    let mut all = w.ec2.launch_templates.iter();
    all.find(|t| t.id == id || t.name == name)
        .ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> CloudError {
    if id.is_empty() {
        let message =
            "At least one of the launch templates specified in the request does not exist.";
        not_found("InvalidLaunchTemplateName.NotFoundException", message)
    } else {
        let message =
            format!("The specified launch template, with template ID {id}, does not exist.");
        not_found("InvalidLaunchTemplateId.NotFound", message)
    }
}

/// What a version is held to when it is made. All else is seen when somebody launches with it, as on AWS.
fn admit(w: &World, data: &RequestLaunchTemplateData) -> Result<(), CloudError> {
    let most = w.model.limit(Limit::Ec2UserDataBytes);
    if data.user_data.0.len() as u64 > most {
        let message = format!("User data is limited to {most} bytes");
        return Err(invalid("InvalidUserData.Malformed", message));
    }
    Ok(())
}

/// What a client token has made already.
///
/// # Errors
/// `IdempotentParameterMismatch` when it was sent with another request.
fn repeated(
    w: &World,
    token: &str,
    request: &Request,
) -> Result<Option<(String, u64)>, CloudError> {
    match w.ec2.template_tokens.get(token) {
        Some((before, ..)) if before != request => {
            let message = "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).";
            Err(invalid("IdempotentParameterMismatch", message))
        }
        Some((_, id, number)) => Ok(Some((id.clone(), *number))),
        None => Ok(None),
    }
}

fn keep(w: &mut World, token: String, request: Request, id: &str, number: u64) {
    if !token.is_empty() {
        let made = (request, id.to_owned(), number);
        w.ec2.template_tokens.insert(token, made);
    }
}

/// `CreateLaunchTemplate`.
pub(super) fn create(
    w: &mut World,
    r: CreateLaunchTemplate,
) -> Result<CreateLaunchTemplateOutput, CloudError> {
    let asked = Request::from(r.clone());
    if let Some((id, _)) = repeated(w, &r.client_token, &asked)? {
        let launch_template = require(w, &id, "")?.view();
        return Ok(CreateLaunchTemplateOutput { launch_template });
    }
    admit(w, &r.launch_template_data)?;
    let mut all = w.ec2.launch_templates.iter();
    if all.any(|t| t.name == r.launch_template_name) {
        let message = "Launch template name already in use.";
        return Err(exists(
            "InvalidLaunchTemplateName.AlreadyExistsException",
            message,
        ));
    }
    let tags = tag::specified(w, &r.tag_specifications, "launch-template")?;
    let template = LaunchTemplate {
        id: w.ids.ec2("lt"),
        name: r.launch_template_name,
        created: w.now,
        versions: vec![Version {
            description: r.version_description,
            created: w.now,
            data: r.launch_template_data,
        }],
        tags,
    };
    let launch_template = template.view();
    keep(w, r.client_token, asked, &template.id, 1);
    w.ec2.launch_templates.push(template);
    Ok(CreateLaunchTemplateOutput { launch_template })
}

/// `CreateLaunchTemplateVersion`, from what the request holds alone.
pub(super) fn create_version(
    w: &mut World,
    r: CreateLaunchTemplateVersion,
) -> Result<CreateLaunchTemplateVersionOutput, CloudError> {
    let asked = Request::from(r.clone());
    if let Some((id, number)) = repeated(w, &r.client_token, &asked)? {
        let launch_template_version = require(w, &id, "")?.version(number).unwrap_or_default();
        return Ok(CreateLaunchTemplateVersionOutput {
            launch_template_version,
        });
    }
    admit(w, &r.launch_template_data)?;
    let id = require(w, &r.launch_template_id, &r.launch_template_name)?
        .id
        .clone();
    let now = w.now;
    let mut all = w.ec2.launch_templates.iter_mut();
    let template = all.find(|t| t.id == id).ok_or_else(|| unknown(&id))?;
    template.versions.push(Version {
        description: r.version_description,
        created: now,
        data: r.launch_template_data,
    });
    let number = template.versions.len() as u64;
    let launch_template_version = template.version(number);
    keep(w, r.client_token, asked, &id, number);
    Ok(CreateLaunchTemplateVersionOutput {
        launch_template_version: launch_template_version.unwrap_or_default(),
    })
}

/// `DescribeLaunchTemplates`: all of them, or those that are named.
pub(super) fn describe(
    w: &World,
    r: &DescribeLaunchTemplates,
) -> Result<DescribeLaunchTemplatesOutput, CloudError> {
    filter::check::<LaunchTemplate>(&r.filters)?;
    for id in &r.launch_template_ids {
        require(w, id, "")?;
    }
    for name in &r.launch_template_names {
        require(w, "", name)?;
    }
    let any = r.launch_template_ids.is_empty() && r.launch_template_names.is_empty();
    let mut found = Vec::new();
    for template in &w.ec2.launch_templates {
        let named = r.launch_template_ids.contains(&template.id)
            || r.launch_template_names.contains(&template.name);
        if (any || named) && passes(template, &r.filters)? {
            found.push(template.view());
        }
    }
    let (launch_templates, next_token) = paged(found, r.next_token.as_deref())?;
    Ok(DescribeLaunchTemplatesOutput {
        launch_templates,
        next_token,
    })
}

/// `DescribeLaunchTemplateVersions` of one template, the newest first.
pub(super) fn describe_versions(
    w: &World,
    r: &DescribeLaunchTemplateVersions,
) -> Result<DescribeLaunchTemplateVersionsOutput, CloudError> {
    let template = require(w, &r.launch_template_id, &r.launch_template_name)?;
    let asked: Vec<u64> = if r.versions.is_empty() {
        (1..=template.versions.len() as u64).collect()
    } else {
        let asked = r.versions.iter().map(|v| template.number(v));
        asked.collect::<Result<_, _>>()?
    };
    let found = asked.into_iter().rev().filter_map(|n| template.version(n));
    let (launch_template_versions, next_token) = paged(found.collect(), r.next_token.as_deref())?;
    Ok(DescribeLaunchTemplateVersionsOutput {
        launch_template_versions,
        next_token,
    })
}

fn paged<T>(all: Vec<T>, token: Option<&str>) -> Result<(Vec<T>, Option<String>), CloudError> {
    page::page(all, token, ITEMS_A_PAGE)
        .ok_or_else(|| invalid("InvalidNextToken", "The token is invalid."))
}

/// `DeleteLaunchTemplate`, with all versions; groups that launch with it can launch no longer.
pub(super) fn delete(
    w: &mut World,
    r: &DeleteLaunchTemplate,
) -> Result<DeleteLaunchTemplateOutput, CloudError> {
    let launch_template = require(w, &r.launch_template_id, &r.launch_template_name)?.view();
    let id = &launch_template.launch_template_id;
    w.ec2.launch_templates.retain(|t| t.id != *id);
    Ok(DeleteLaunchTemplateOutput { launch_template })
}

/// A template as somebody names it: its id, its name, and the number of the version that this is now.
///
/// # Errors
/// There is no such template or version.
pub(crate) fn resolve(
    w: &World,
    id: &str,
    name: &str,
    version: &str,
) -> Result<(String, String, u64), CloudError> {
    let template = require(w, id, name)?;
    let number = template.number(version)?;
    Ok((template.id.clone(), template.name.clone(), number))
}

/// The launch of one instance with a version of a template.
///
/// # Errors
/// There is no such template or version any more.
pub(crate) fn launch_with(w: &World, id: &str, version: u64) -> Result<RunInstances, CloudError> {
    let version = require(w, id, "")?.version(version);
    let data = version.ok_or_else(|| unknown(id))?.launch_template_data;
    let disk = |d: LaunchTemplateBlockDeviceMapping| BlockDeviceMapping {
        device_name: d.device_name,
        ebs: EbsBlockDevice {
            volume_size: d.ebs.volume_size,
            volume_type: d.ebs.volume_type,
            encrypted: d.ebs.encrypted,
            delete_on_termination: d.ebs.delete_on_termination,
        },
    };
    let profile = data.iam_instance_profile;
    let tags = data
        .tag_specifications
        .into_iter()
        .map(|t| TagSpecification {
            resource_type: t.resource_type,
            tags: t.tags,
        });
    Ok(RunInstances {
        image_id: data.image_id,
        instance_type: data.instance_type,
        key_name: data.key_name,
        min_count: 1,
        max_count: 1,
        security_group_ids: data.security_group_ids,
        user_data: data.user_data.0,
        block_device_mappings: data.block_device_mappings.into_iter().map(disk).collect(),
        metadata_options: data.metadata_options.map(|m| InstanceMetadataOptions {
            http_tokens: m.http_tokens,
            http_put_response_hop_limit: m.http_put_response_hop_limit,
            http_endpoint: m.http_endpoint,
        }),
        iam_instance_profile: profile.map(|p| IamInstanceProfileSpecification {
            arn: p.arn,
            name: p.name,
        }),
        tag_specifications: tags.collect(),
        ..RunInstances::default()
    })
}
