//! Questions that can create and remove nothing, on any endpoint.

use std::sync::LazyLock;

use paperboat_core::aws::Request;
use serde_json::{Map, Value};

/// The members of a request to each operation that can be asked. What they name cannot exist: ids are all zeros,
/// which AWS never gives. Operations that create something are not there, because an emulator may accept what AWS
/// refuses: moto makes an access point of a file system that does not exist.
const QUESTIONS: &str = include_str!("questions.json");

static MEMBERS: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(QUESTIONS).unwrap_or_default());

/// A request that an endpoint can be asked with; none when asking could create something.
pub(super) fn harmless(operation: &str) -> Option<Request> {
    let members = MEMBERS.get(operation)?.clone();
    Request::read(operation, members).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::probe::UNSERVED;
    use paperboat_core::aws::OPERATIONS;

    /// What makes something out of nothing, or may do so on an emulator that checks no references.
    const NOT_ASKED: [&str; 33] = [
        "ec2:CreateKeyPair",
        "ec2:ImportKeyPair",
        "ec2:CreateSecurityGroup",
        "ec2:RunInstances",
        "ec2:CreateLaunchTemplate",
        "ec2:CreateLaunchTemplateVersion",
        "ec2:AllocateAddress",
        "ec2:CreateSnapshot",
        "ecs:CreateCluster",
        "ecs:CreateCapacityProvider",
        "ecs:RegisterTaskDefinition",
        "ecs:CreateService",
        "ecs:RunTask",
        "ecs:CreateExpressGatewayService",
        "elbv2:CreateLoadBalancer",
        "elbv2:CreateTargetGroup",
        "elbv2:CreateListener",
        "elbv2:CreateRule",
        "iam:CreateRole",
        "iam:CreateInstanceProfile",
        "ecr:CreateRepository",
        "logs:CreateLogGroup",
        "efs:CreateFileSystem",
        "efs:CreateMountTarget",
        "efs:CreateAccessPoint",
        "servicediscovery:CreateHttpNamespace",
        "servicediscovery:CreatePrivateDnsNamespace",
        "servicediscovery:CreateDiscoveryService",
        "secretsmanager:CreateSecret",
        "secretsmanager:PutSecretValue",
        "autoscaling:CreateAutoScalingGroup",
        "applicationautoscaling:RegisterScalableTarget",
        "applicationautoscaling:PutScalingPolicy",
    ];

    #[test]
    fn every_operation_of_aws_is_asked_or_known_as_not_to_be_asked() {
        for operation in OPERATIONS.iter().filter(|o| !o.starts_with("host:")) {
            let asked = harmless(operation);
            assert_eq!(
                asked.is_none(),
                NOT_ASKED.contains(operation) || UNSERVED.contains(operation),
                "{operation}"
            );
            assert!(
                asked.is_none_or(|r| r.name() == *operation),
                "{operation} is asked with another"
            );
        }
        assert!(harmless("host:Exec").is_none());
    }

    #[test]
    fn every_member_is_one_of_the_operation() {
        for (operation, members) in MEMBERS.iter() {
            let request = harmless(operation).expect("it reads");
            let sent = serde_json::to_value(&request).expect("it writes");
            assert_eq!(&sent, members, "{operation}");
        }
    }
}
