//! The IAM action of an operation.

use crate::aws::aws_name;

/// The services whose prefix in IAM is not the name that the command line gives them.
const PREFIXES: [(&str, &str); 3] = [
    ("elbv2", "elasticloadbalancing"),
    ("applicationautoscaling", "application-autoscaling"),
    ("efs", "elasticfilesystem"),
];

/// The IAM action that an operation needs: `elasticloadbalancing:CreateRule` for `elbv2:CreateRule`. None for what is
/// no operation of AWS.
#[must_use]
pub fn action(operation: &str) -> Option<String> {
    let (service, _) = operation.split_once(':')?;
    if service == "host" {
        return None;
    }
    let prefix = PREFIXES.iter().find(|(ours, _)| *ours == service);
    let prefix = prefix.map_or(service, |(_, iam)| iam);
    Some(format!("{prefix}:{}", aws_name(operation)))
}
