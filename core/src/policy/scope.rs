//! What each scope of a policy is: its resources, its condition, its reason.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::aws::Scope;
use crate::strategy::TAG;

impl Scope {
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
            Self::Attach => "AttachOnlyThePoliciesOfTheRecipes",
            Self::Pass => "PassTheApplicationsRolesOnlyWhereTheyBelong",
            Self::LinkedRole => "LetAwsMakeItsLinkedRolesAtTheFirstUse",
        }
    }

    /// The resources that the statement's actions are held to: those that some of its actions act on.
    pub(super) fn resources(self, actions: &BTreeSet<String>) -> Vec<&'static str> {
        let has = |wanted: &&str| actions.iter().any(|action| action.starts_with(*wanted));
        let acted_on = |all: &[(&'static str, &[&str])]| {
            let used = all.iter().filter(|(_, by)| by.iter().any(&has));
            used.map(|(arn, _)| *arn).collect()
        };
        match self {
            Self::Look | Self::Wide | Self::TaggedWide | Self::Tagged => vec!["*"],
            Self::Named | Self::NamedNew => acted_on(&NAMED),
            Self::TaggedNew => acted_on(&NEW),
            Self::Untagged => acted_on(&UNTAGGED),
            Self::Ec2Tags => vec!["arn:aws:ec2:*:*:*/*"],
            Self::EfsTags => vec!["arn:aws:elasticfilesystem:*:*:*/*"],
            Self::Interfaces => acted_on(&INTERFACES),
            Self::Attach | Self::Pass => vec!["arn:aws:iam::*:role/paperboat-*"],
            Self::LinkedRole => vec!["arn:aws:iam::*:role/aws-service-role/*"],
        }
    }

    /// The statement's condition, besides those that depend on its actions.
    pub(super) fn condition(self) -> Option<Value> {
        let set = |key: &str| json!({"StringLike": {format!("{key}/{TAG}"): "*"}});
        match self {
            Self::NamedNew | Self::TaggedNew | Self::TaggedWide => Some(set("aws:RequestTag")),
            Self::Tagged => Some(set("aws:ResourceTag")),
            _ => None,
        }
    }
}

/// Resources with the beginnings of the actions that act on them.
type ActedOn<const N: usize> = [(&'static str, &'static [&'static str]); N];

/// What carries the application's name in its ARN.
const NAMED: ActedOn<18> = [
    (
        "arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/paperboat-*",
        &["autoscaling:"],
    ),
    // The alarms of target tracking have the name of the service that it scales.
    (
        "arn:aws:cloudwatch:*:*:alarm:TargetTracking-service/paperboat-*",
        &["cloudwatch:"],
    ),
    ("arn:aws:ecr:*:*:repository/paperboat-*", &["ecr:"]),
    (
        "arn:aws:ecs:*:*:cluster/paperboat-*",
        &[
            "ecs:CreateCluster",
            "ecs:DeleteCluster",
            "ecs:DeregisterContainerInstance",
            "ecs:PutClusterCapacityProviders",
            "ecs:ExecuteCommand",
        ],
    ),
    (
        "arn:aws:ecs:*:*:capacity-provider/paperboat-*",
        &["ecs:CreateCapacityProvider", "ecs:DeleteCapacityProvider"],
    ),
    (
        "arn:aws:ecs:*:*:container-instance/paperboat-*",
        &["ecs:UpdateContainerInstancesState"],
    ),
    (
        "arn:aws:ecs:*:*:service/paperboat-*",
        &[
            "ecs:CreateService",
            "ecs:UpdateService",
            "ecs:DeleteService",
            "ecs:CreateExpressGatewayService",
            "ecs:DescribeExpressGatewayService",
            "ecs:UpdateExpressGatewayService",
            "ecs:DeleteExpressGatewayService",
        ],
    ),
    (
        "arn:aws:ecs:*:*:task-definition/paperboat-*",
        &["ecs:RegisterTaskDefinition", "ecs:RunTask"],
    ),
    (
        "arn:aws:ecs:*:*:task/paperboat-*",
        &["ecs:StopTask", "ecs:ExecuteCommand"],
    ),
    (
        "arn:aws:elasticloadbalancing:*:*:listener/app/paperboat-*",
        &[
            "elasticloadbalancing:DeleteListener",
            "elasticloadbalancing:CreateRule",
        ],
    ),
    (
        "arn:aws:elasticloadbalancing:*:*:listener-rule/app/paperboat-*",
        &["elasticloadbalancing:DeleteRule"],
    ),
    (
        "arn:aws:elasticloadbalancing:*:*:loadbalancer/app/paperboat-*",
        &[
            "elasticloadbalancing:CreateLoadBalancer",
            "elasticloadbalancing:DeleteLoadBalancer",
            "elasticloadbalancing:CreateListener",
        ],
    ),
    (
        "arn:aws:elasticloadbalancing:*:*:targetgroup/paperboat-*",
        &[
            "elasticloadbalancing:CreateTargetGroup",
            "elasticloadbalancing:DeleteTargetGroup",
            "elasticloadbalancing:ModifyTargetGroup",
            "elasticloadbalancing:RegisterTargets",
            "elasticloadbalancing:DeregisterTargets",
        ],
    ),
    (
        "arn:aws:iam::*:instance-profile/paperboat-*",
        &[
            "iam:CreateInstanceProfile",
            "iam:TagInstanceProfile",
            "iam:GetInstanceProfile",
            "iam:AddRoleToInstanceProfile",
            "iam:RemoveRoleFromInstanceProfile",
            "iam:DeleteInstanceProfile",
        ],
    ),
    (
        "arn:aws:iam::*:role/paperboat-*",
        &[
            "iam:CreateRole",
            "iam:TagRole",
            "iam:GetRole",
            "iam:DeleteRole",
            "iam:PutRolePolicy",
            "iam:DeleteRolePolicy",
            "iam:List",
        ],
    ),
    ("arn:aws:logs:*:*:log-group:/ecs/paperboat-*", &["logs:"]),
    (
        "arn:aws:secretsmanager:*:*:secret:paperboat-*",
        &["secretsmanager:"],
    ),
    // The public parameters that name machine images.
    (
        "arn:aws:ssm:*::parameter/aws/service/ami-amazon-linux-latest/*",
        &["ssm:"],
    ),
];

/// What is new, and has an id in its ARN. What a launch uses of ours stands by its own tag instead.
const NEW: ActedOn<7> = [
    ("arn:aws:ec2:*:*:elastic-ip/*", &["ec2:AllocateAddress"]),
    ("arn:aws:ec2:*:*:instance/*", &["ec2:RunInstances"]),
    (
        "arn:aws:ec2:*:*:key-pair/*",
        &["ec2:CreateKeyPair", "ec2:ImportKeyPair"],
    ),
    (
        "arn:aws:ec2:*:*:launch-template/*",
        &["ec2:CreateLaunchTemplate"],
    ),
    (
        "arn:aws:ec2:*:*:security-group/*",
        &["ec2:CreateSecurityGroup"],
    ),
    ("arn:aws:ec2:*:*:snapshot/*", &["ec2:CreateSnapshot"]),
    ("arn:aws:ec2:*:*:volume/*", &["ec2:RunInstances"]),
];

/// What nobody tags: images, the default network, and interfaces that AWS makes.
const UNTAGGED: ActedOn<4> = [
    ("arn:aws:ec2:*::image/*", &["ec2:RunInstances"]),
    (
        "arn:aws:ec2:*:*:network-interface/*",
        &[
            "ec2:RunInstances",
            "ec2:AssociateAddress",
            "ec2:DisassociateAddress",
        ],
    ),
    ("arn:aws:ec2:*:*:subnet/*", &["ec2:RunInstances"]),
    ("arn:aws:ec2:*:*:vpc/*", &["ec2:CreateSecurityGroup"]),
];

/// What EFS makes interfaces of, and in.
const INTERFACES: ActedOn<3> = [
    ("arn:aws:ec2:*:*:network-interface/*", &["ec2:"]),
    (
        "arn:aws:ec2:*:*:security-group/*",
        &["ec2:CreateNetworkInterface"],
    ),
    ("arn:aws:ec2:*:*:subnet/*", &["ec2:CreateNetworkInterface"]),
];
