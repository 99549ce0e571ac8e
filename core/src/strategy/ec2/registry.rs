//! Images in private registries of ECR: the machine's role, and how its Docker signs in.
//!
//! Both ways give the machine a role, as Amazon ECR's user guide does: an access key on the machine would have to be made,
//! copied and taken away again, and works for whoever finds it. The tutorial's way attaches the managed policy that reads
//! every repository, the careful way allows no more than to pull what the application has.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::containers::docker;
use super::host::Host;
use super::{Care, Ec2};
use crate::aws::ec2::{
    AssociateIamInstanceProfile, DescribeInstances, IamInstanceProfileSpecification,
};
use crate::aws::iam::AttachRolePolicy;
use crate::aws::quote;
use crate::aws::{Ec2 as _, Iam as _};
use crate::cloud::Context;
use crate::error::Cause;
use crate::facts::EcrRegistry;
use crate::strategy::App;
use crate::strategy::names::{base, short};
use crate::strategy::role::{self, NEWS, once_known};

/// AWS's own policy for reading every repository of the account.
pub const REGISTRY_READ_POLICY: &str = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly";
/// The inline policy of the careful way.
pub(in crate::strategy) const PULL_IMAGES: &str = "pull-images";
/// The name of the machine's role, and of the instance profile that hands it over.
pub(in crate::strategy) fn role_name(app: &App) -> String {
    short(&format!("{}-machine", base(app)), 64)
}

/// The private registries of ECR that an application's images come from, with the repositories there.
fn registries(app: &App) -> BTreeMap<EcrRegistry, BTreeSet<&str>> {
    let mut all: BTreeMap<EcrRegistry, BTreeSet<&str>> = BTreeMap::new();
    let images = app.project.services.values();
    for (registry, repository) in images.filter_map(|s| EcrRegistry::of(s.image.as_deref()?)) {
        all.entry(registry).or_default().insert(repository);
    }
    all
}

/// Tells whether the machine needs a role.
pub(in crate::strategy) fn is_private(app: &App) -> bool {
    !registries(app).is_empty()
}

/// How a launch names the machine's profile.
pub(super) fn profile(app: &App) -> Option<IamInstanceProfileSpecification> {
    is_private(app).then(|| profile_named(role_name(app)))
}

/// The same of a profile with a name.
pub(in crate::strategy) fn profile_named(name: String) -> IamInstanceProfileSpecification {
    IamInstanceProfileSpecification {
        name,
        ..Default::default()
    }
}

/// Makes the role with what it may do, and the instance profile that holds it, unless they are there.
pub(super) async fn make_role(cx: &Context<'_>, app: &App, way: Ec2) -> Result<(), Cause> {
    let role_name = role_name(app);
    let description = format!("the machine of {}", app.name);
    role::make(cx, app, &role_name, "ec2.amazonaws.com", description).await?;
    allow_pulls(cx, app, way, true).await?;
    role::hand_over(cx, app, role_name).await
}

/// Lets the role pull. What the tutorial's way attaches reads every repository, so that a `new` role alone needs it.
async fn allow_pulls(cx: &Context<'_>, app: &App, way: Ec2, new: bool) -> Result<(), Cause> {
    let role_name = role_name(app);
    match way.care {
        Care::Naive if new => {
            let policy_arn = REGISTRY_READ_POLICY.to_owned();
            let request = AttachRolePolicy {
                role_name,
                policy_arn,
            };
            cx.cloud.attach_role_policy(request).await?;
        }
        Care::Naive => {}
        Care::Careful => {
            role::inline(cx, &role_name, PULL_IMAGES, pull_only(app)).await?;
        }
    }
    Ok(())
}

/// What a machine needs to pull these repositories and no others (Amazon ECR user guide, "Private repository policies").
pub(in crate::strategy) fn pull_only(app: &App) -> String {
    let arns = registries(app).into_iter().flat_map(|(registry, names)| {
        let arn = move |name| registry.repository_arn(name);
        names.into_iter().map(arn).collect::<Vec<_>>()
    });
    json!({
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
            {
                "Effect": "Allow",
                "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                "Resource": arns.collect::<Vec<_>>(),
            },
        ],
    })
    .to_string()
}

/// Tells whether a machine was launched with a role, or got one since.
async fn has_role(cx: &Context<'_>, id: &str) -> Result<bool, Cause> {
    let request = DescribeInstances {
        instance_ids: vec![id.to_owned()],
        ..Default::default()
    };
    let seen = cx.cloud.describe_instances(request).await?.reservations;
    let mut seen = seen.into_iter().flat_map(|r| r.instances);
    Ok(seen.any(|i| i.iam_instance_profile.is_some()))
}

/// Gives the role to a machine that was launched without one, and does nothing to one that has it.
pub(super) async fn give_role(cx: &Context<'_>, app: &App, id: &str) -> Result<(), Cause> {
    match profile(app) {
        Some(_) if has_role(cx, id).await? => Ok(()),
        Some(profile) => associate(cx, profile, id).await,
        None => Ok(()),
    }
}

/// Lets a machine pull what another version needs: a role where it has none, more repositories where it has.
pub(super) async fn renew_role(
    cx: &Context<'_>,
    app: &App,
    way: Ec2,
    id: &str,
) -> Result<(), Cause> {
    match profile(app) {
        Some(_) if has_role(cx, id).await? => allow_pulls(cx, app, way, false).await,
        Some(profile) => {
            make_role(cx, app, way).await?;
            associate(cx, profile, id).await
        }
        None => Ok(()),
    }
}

async fn associate(
    cx: &Context<'_>,
    iam_instance_profile: IamInstanceProfileSpecification,
    id: &str,
) -> Result<(), Cause> {
    let request = AssociateIamInstanceProfile {
        iam_instance_profile,
        instance_id: id.to_owned(),
    };
    once_known(cx, || {
        cx.cloud.associate_iam_instance_profile(request.clone())
    })
    .await
    .map(drop)
}

/// The line that signs Docker in to a private registry with the machine's role.
fn sign_in_line(registry: &EcrRegistry, docker: &str) -> String {
    format!(
        "aws ecr get-login-password --region {} | {docker} login --username AWS --password-stdin {}",
        quote(&registry.region),
        quote(&registry.host()),
    )
}

/// The lines that sign Docker in to each private registry, as root types them.
pub(in crate::strategy) fn sign_in_lines(app: &App) -> Vec<String> {
    let registries = registries(app).into_keys();
    registries.map(|r| sign_in_line(&r, "docker")).collect()
}

/// Signs the machine's Docker in to each private registry. A token lasts 12 hours, so this is done before every pull. A
/// role that was given a moment ago reaches the machine a little later.
pub(in crate::strategy) async fn sign_in(
    host: &Host<'_, '_>,
    app: &App,
    way: Ec2,
) -> Result<(), Cause> {
    let clock = host.cx().cloud.clock();
    let began = clock.now();
    for registry in registries(app).into_keys() {
        let command = sign_in_line(&registry, docker(way));
        loop {
            match host.run(&command).await {
                Ok(_) => break,
                Err(Cause::Command { last_lines, .. })
                    if last_lines.contains("Unable to locate credentials")
                        && clock.now().since(began) < NEWS.limit =>
                {
                    clock.sleep(NEWS.every).await;
                }
                Err(cause) => return Err(cause),
            }
        }
    }
    Ok(())
}

/// Takes the role and its profile away, whatever there is of them.
pub(super) async fn remove_role(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    role::remove_handed_over(cx, role_name(app)).await
}
