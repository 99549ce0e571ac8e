//! The IAM action of an operation.

/// The services whose prefix in IAM is not the name that the command line gives them.
const PREFIXES: [(&str, &str); 2] = [
    ("elbv2", "elasticloadbalancing"),
    ("efs", "elasticfilesystem"),
];

/// The IAM action that an operation needs: `elasticloadbalancing:CreateRule` for `elbv2:CreateRule`. None for what is
/// no operation of AWS.
#[must_use]
pub fn action(operation: &str) -> Option<String> {
    let (service, name) = operation.split_once(':')?;
    if service == "host" {
        return None;
    }
    let prefix = PREFIXES.iter().find(|(ours, _)| *ours == service);
    let prefix = prefix.map_or(service, |(_, iam)| iam);
    // Cloud Map's operations have other names here than on the wire, because ECS has operations of the same names.
    let name = name.replace("DiscoveryService", "Service");
    Some(format!("{prefix}:{name}"))
}
