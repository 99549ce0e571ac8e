//! To what an action can be held, and is.

use serde_json::{Value, json};

use crate::aws::is_read;
use crate::strategy::TAG;

/// A statement of the policy: what its actions are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Reads of lists and states: AWS takes no resource for most, and they show no content.
    Look,
    /// What AWS takes no resource for although it changes something.
    Wide,
    /// By name: reads of content, changes, removal.
    Named,
    /// By name, and with the tag in the request.
    NamedNew,
    /// With the tag in the request: the ARN holds an id that is not known before.
    TaggedNew,
    /// With the tag in the request: AWS takes no resource.
    TaggedWide,
    /// What carries the tag.
    Tagged,
    /// What a launch and an address touch that nobody tags.
    Untagged,
    /// Tags for what EC2 makes in the same call.
    Ec2Tags,
    /// Tags for what EFS makes in the same call.
    EfsTags,
    /// The network interfaces of mount targets.
    Interfaces,
    /// One managed policy, and no other, for the application's roles.
    Attach,
    /// The application's roles, to tasks and nothing else.
    Pass,
    /// The linked roles that AWS makes at the first use of a service.
    LinkedRole,
}

impl Place {
    /// The statements that an operation stands in; none for one that the strategies have no business with.
    pub(super) fn of(operation: &str) -> &'static [Self] {
        match operation {
            "logs:FilterLogEvents"
            | "ssm:GetParameter"
            | "secretsmanager:DescribeSecret"
            | "iam:GetRole"
            | "iam:ListAttachedRolePolicies"
            | "iam:ListRolePolicies" => &[Self::Named],
            "ec2:GetConsoleOutput" => &[Self::Tagged],
            read if is_read(read) => &[Self::Look],
            "ecs:DeregisterTaskDefinition" => &[Self::Wide],
            // Cloud Map's services are made by ECS, with ids for names and without our tag.
            "servicediscovery:DeleteDiscoveryService" => &[Self::Wide],
            "ec2:RunInstances" | "ec2:CreateSecurityGroup" => {
                &[Self::TaggedNew, Self::Tagged, Self::Untagged]
            }
            "ec2:CreateSnapshot" => &[Self::TaggedNew, Self::Tagged],
            "ec2:CreateKeyPair" | "ec2:AllocateAddress" => &[Self::TaggedNew],
            "efs:CreateFileSystem"
            | "servicediscovery:CreateHttpNamespace"
            | "servicediscovery:CreatePrivateDnsNamespace" => &[Self::TaggedWide],
            "ec2:AssociateAddress" | "ec2:DisassociateAddress" => &[Self::Tagged, Self::Untagged],
            "ecs:CreateCluster"
            | "ecs:CreateService"
            | "ecs:RegisterTaskDefinition"
            | "elbv2:CreateLoadBalancer"
            | "elbv2:CreateTargetGroup"
            | "iam:CreateRole"
            | "logs:CreateLogGroup"
            | "secretsmanager:CreateSecret" => &[Self::NamedNew],
            "iam:AttachRolePolicy" | "iam:DetachRolePolicy" => &[Self::Attach],
            other => match other.split_once(':').map_or("", |(service, _)| service) {
                "ec2" | "efs" | "servicediscovery" => &[Self::Tagged],
                "ecs" | "elbv2" | "iam" | "logs" | "secretsmanager" | "ecr" => &[Self::Named],
                _ => &[],
            },
        }
    }

    /// The reason, in the letters and digits that a `Sid` may have.
    pub(super) fn sid(self) -> &'static str {
        match self {
            Self::Look => "LookWithoutTouchingWhereAwsTakesNoResource",
            Self::Wide => "ChangeWhereAwsTakesNoNameAndNoTag",
            Self::Named => "ReadAndChangeOnlyWhatIsNamedPaperboat",
            Self::NamedNew => "MakeOnlyWhatIsNamedPaperboatAndTagged",
            Self::TaggedNew => "MakeOnlyWhatIsTaggedWhereTheArnHoldsAnId",
            Self::TaggedWide => "MakeOnlyWhatIsTaggedWhereAwsTakesNoResource",
            Self::Tagged => "ChangeOnlyWhatCarriesTheTag",
            Self::Untagged => "UseWhatALaunchNeedsAndNobodyTags",
            Self::Ec2Tags => "TagOnEc2OnlyWhileMaking",
            Self::EfsTags => "TagOnEfsOnlyWhileMaking",
            Self::Interfaces => "LetEfsMakeItsNetworkInterfaces",
            Self::Attach => "AttachOnlyTheTaskExecutionPolicy",
            Self::Pass => "PassTheApplicationsRolesToTasksOnly",
            Self::LinkedRole => "LetAwsMakeItsLinkedRolesAtTheFirstUse",
        }
    }

    /// The resources that the statement's actions are held to, of the services that have actions in it.
    pub(super) fn resources(self, uses: impl Fn(&str) -> bool) -> Vec<&'static str> {
        let all: &[&str] = match self {
            Self::Look | Self::Wide | Self::TaggedWide | Self::Tagged => &["*"],
            Self::Named | Self::NamedNew => &NAMED,
            Self::TaggedNew => &NEW,
            Self::Untagged => &[
                "arn:aws:ec2:*::image/*",
                "arn:aws:ec2:*:*:network-interface/*",
                "arn:aws:ec2:*:*:subnet/*",
                "arn:aws:ec2:*:*:vpc/*",
            ],
            Self::Ec2Tags => &["arn:aws:ec2:*:*:*/*"],
            Self::EfsTags => &["arn:aws:elasticfilesystem:*:*:*/*"],
            Self::Interfaces => &[
                "arn:aws:ec2:*:*:network-interface/*",
                "arn:aws:ec2:*:*:security-group/*",
                "arn:aws:ec2:*:*:subnet/*",
            ],
            Self::Attach | Self::Pass => &["arn:aws:iam::*:role/paperboat-*"],
            Self::LinkedRole => &["arn:aws:iam::*:role/aws-service-role/*"],
        };
        let used = |arn: &&&str| arn.split(':').nth(2).is_none_or(&uses);
        all.iter().filter(used).copied().collect()
    }

    /// The statement's condition, besides those that depend on its actions.
    pub(super) fn condition(self) -> Option<Value> {
        let set = |key: &str| json!({"StringLike": {format!("{key}/{TAG}"): "*"}});
        match self {
            Self::NamedNew | Self::TaggedNew | Self::TaggedWide => Some(set("aws:RequestTag")),
            Self::Tagged => Some(set("aws:ResourceTag")),
            Self::Attach => Some(json!({"ArnEquals": {
                "iam:PolicyARN": crate::strategy::TASK_EXECUTION_POLICY,
            }})),
            Self::Pass => Some(json!({"StringEquals": {
                "iam:PassedToService": "ecs-tasks.amazonaws.com",
            }})),
            _ => None,
        }
    }
}

/// What carries the application's name in its ARN.
const NAMED: [&str; 12] = [
    "arn:aws:ecr:*:*:repository/paperboat-*",
    "arn:aws:ecs:*:*:cluster/paperboat-*",
    "arn:aws:ecs:*:*:service/paperboat-*",
    "arn:aws:ecs:*:*:task-definition/paperboat-*",
    "arn:aws:ecs:*:*:task/paperboat-*",
    "arn:aws:elasticloadbalancing:*:*:listener/app/paperboat-*",
    "arn:aws:elasticloadbalancing:*:*:loadbalancer/app/paperboat-*",
    "arn:aws:elasticloadbalancing:*:*:targetgroup/paperboat-*",
    "arn:aws:iam::*:role/paperboat-*",
    "arn:aws:logs:*:*:log-group:/ecs/paperboat-*",
    "arn:aws:secretsmanager:*:*:secret:paperboat-*",
    "arn:aws:ssm:*::parameter/aws/service/ami-amazon-linux-latest/*",
];

/// What is new, and has an id in its ARN. What a launch uses of ours stands by its own tag instead.
const NEW: [&str; 6] = [
    "arn:aws:ec2:*:*:elastic-ip/*",
    "arn:aws:ec2:*:*:instance/*",
    "arn:aws:ec2:*:*:key-pair/*",
    "arn:aws:ec2:*:*:security-group/*",
    "arn:aws:ec2:*:*:snapshot/*",
    "arn:aws:ec2:*:*:volume/*",
];
