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
<<<<<<< HEAD
=======

/// The action that IAM checks when tags are given at a creation; none where the creation's own action is enough.
pub(super) fn tagging(operation: &str) -> Option<&'static str> {
    match operation {
        "ec2:CreateKeyPair"
        | "ec2:CreateSecurityGroup"
        | "ec2:RunInstances"
        | "ec2:AllocateAddress"
        | "ec2:CreateSnapshot" => Some("ec2:CreateTags"),
        "ecs:CreateCluster" | "ecs:CreateService" | "ecs:RegisterTaskDefinition" => {
            Some("ecs:TagResource")
        }
        "elbv2:CreateLoadBalancer" | "elbv2:CreateTargetGroup" => {
            Some("elasticloadbalancing:AddTags")
        }
        "efs:CreateFileSystem" | "efs:CreateAccessPoint" => Some("elasticfilesystem:TagResource"),
        "iam:CreateRole" => Some("iam:TagRole"),
        "iam:CreateInstanceProfile" => Some("iam:TagInstanceProfile"),
        "logs:CreateLogGroup" => Some("logs:TagResource"),
        "secretsmanager:CreateSecret" => Some("secretsmanager:TagResource"),
        _ => None,
    }
}

/// The service whose linked role AWS makes at the first use.
pub(super) fn linked_role(operation: &str) -> Option<&'static str> {
    match operation {
        "ecs:CreateCluster" | "ecs:CreateService" | "ecs:RunTask" => Some("ecs.amazonaws.com"),
        "elbv2:CreateLoadBalancer" => Some("elasticloadbalancing.amazonaws.com"),
        "efs:CreateFileSystem" | "efs:CreateMountTarget" => Some("elasticfilesystem.amazonaws.com"),
        _ => None,
    }
}

/// The service to which an operation hands a role; none where it hands over none. A launch hands over the role of its
/// instance profile.
pub(super) fn passes_roles(operation: &str) -> Option<&'static str> {
    match operation {
        "ecs:RegisterTaskDefinition"
        | "ecs:CreateService"
        | "ecs:UpdateService"
        | "ecs:RunTask" => Some("ecs-tasks.amazonaws.com"),
        "iam:AddRoleToInstanceProfile" | "ec2:AssociateIamInstanceProfile" => {
            Some("ec2.amazonaws.com")
        }
        _ => None,
    }
}

/// What else is asked in the caller's name: EFS makes and removes the interfaces of mount targets (their pages in the EFS
/// API reference), and each service of Cloud Map is asked for its namespace when they are listed.
pub(super) fn besides(operation: &str) -> &'static [&'static str] {
    match operation {
        "efs:CreateMountTarget" => &[
            "ec2:DescribeSubnets",
            "ec2:DescribeNetworkInterfaces",
            "ec2:CreateNetworkInterface",
        ],
        "efs:DeleteMountTarget" => &["ec2:DeleteNetworkInterface"],
        "servicediscovery:ListDiscoveryServices" => &["servicediscovery:GetService"],
        _ => &[],
    }
}
>>>>>>> 6749a6c (ec2: give a machine a role for the account's own registry, and let Docker sign in as it does)
