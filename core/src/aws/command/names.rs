//! The names that the AWS command line gives to services, operations and members.

use super::read::Misuse;
use super::skeleton::SKELETON;
use super::{custom, kebab};
use crate::aws::constraint::{Kind, TABLE};

/// What AWS calls an operation: `CreateService` for `servicediscovery:CreateDiscoveryService`. Some operations have
/// other names here than on the wire, because another service has operations of the same names.
#[must_use]
pub fn aws_name(operation: &str) -> String {
    let name = operation
        .split_once(':')
        .map_or(operation, |(_, name)| name);
    name.replace("DiscoveryService", "Service")
        .replace("ApplicationScalingActivities", "ScalingActivities")
        .replace("MachineImages", "Images")
        .replace("ResourceTags", "Tags")
}

/// What the command line, IAM and AWS's models call a service whose name is no word of Rust.
const HYPHENATED: (&str, &str) = ("applicationautoscaling", "application-autoscaling");

/// What the command line calls a service: `application-autoscaling` for `applicationautoscaling`.
#[must_use]
pub fn service_name(service: &str) -> &str {
    if service == HYPHENATED.0 {
        HYPHENATED.1
    } else {
        service
    }
}

/// The services that the command line knows.
#[must_use]
pub fn services() -> Vec<String> {
    let mut services: Vec<String> = Vec::new();
    for facts in crate::aws::FACTS {
        let service = facts.name.split(':').next().unwrap_or_default();
        let service = service_name(service);
        if service != "host" && !services.iter().any(|s| s == service) {
            services.push(service.to_owned());
        }
    }
    services
}

fn of_service(service: &str) -> impl Iterator<Item = (&'static str, String)> {
    let names = crate::aws::OPERATIONS.iter().copied();
    names.filter_map(move |name| {
        let (own, _) = name.split_once(':')?;
        (service_name(own) == service).then(|| (name, typed(&aws_name(name))))
    })
}

/// An operation as it is typed: `aws ec2 run-instances` for `ec2:RunInstances`.
pub(super) fn command_of(operation: &str) -> String {
    let service = operation.split(':').next().unwrap_or_default();
    let command = typed(&aws_name(operation));
    format!("aws {} {command}", service_name(service))
}

/// The commands of a service.
#[must_use]
pub fn commands(service: &str) -> Vec<String> {
    of_service(service).map(|(_, command)| command).collect()
}

/// The options of a command of a service, with their dashes.
#[must_use]
pub fn options(service: &str, command: &str) -> Vec<String> {
    let Ok(operation) = operation(service, command) else {
        return Vec::new();
    };
    let members = TABLE
        .input(operation)
        .into_iter()
        .flat_map(|input| input.members.keys());
    let own = custom::options(operation).iter().map(|o| (*o).to_owned());
    let names = members.map(|member| typed(member)).chain(own);
    names.map(|name| format!("--{name}")).collect()
}

/// Every option that a command of AWS has, those that are not modelled as well, without dashes.
pub(super) fn every_option(operation: &'static str) -> Vec<String> {
    let input = TABLE.input(operation);
    let members = input.into_iter().flat_map(|input| {
        let modelled = input.members.iter().flat_map(|(member, of)| {
            let name = typed(member);
            let no = (of.kind == Kind::Boolean).then(|| format!("no-{name}"));
            [Some(name), no].into_iter().flatten()
        });
        modelled.chain(input.others.iter().map(|member| typed(member)))
    });
    let own = custom::options(operation).iter().copied();
    let own = own.chain(["cli-input-json", "cli-input-yaml", SKELETON]);
    members.chain(own.map(str::to_owned)).collect()
}

/// Finds an operation by the words that name it.
pub(super) fn operation(service: &str, word: &str) -> Result<&'static str, Misuse> {
    let services = services();
    if !services.iter().any(|known| known == service) {
        let services = services.join(" ");
        return Err(Misuse::not_modelled(format!(
            "aws {service}; known: {services}"
        )));
    }
    if let Some((name, _)) = of_service(service).find(|(_, command)| command == word) {
        return Ok(name);
    }
    let known = commands(service).join(" ");
    Err(Misuse::not_modelled(format!(
        "aws {service} {word}; known: {known}"
    )))
}

/// A member as an option, without its dashes.
pub(super) fn typed(member: &str) -> String {
    let mut out = String::new();
    kebab(&mut out, member);
    out
}
