//! The policies that AWS manages, as far as tasks and machines of an application need them.

/// A policy's name after `arn:aws:iam::aws:policy/`, and the actions that it allows.
type Managed = (&'static str, &'static [&'static str]);

const MANAGED: [Managed; 13] = [
    (
        "service-role/AmazonECSTaskExecutionRolePolicy",
        &[
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    (
        "service-role/AmazonEC2ContainerServiceforEC2Role",
        &[
            "ec2:DescribeTags",
            "ecs:CreateCluster",
            "ecs:DeregisterContainerInstance",
            "ecs:DiscoverPollEndpoint",
            "ecs:Poll",
            "ecs:RegisterContainerInstance",
            "ecs:StartTelemetrySession",
            "ecs:UpdateContainerInstancesState",
            "ecs:Submit*",
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    (
        "AmazonECSInfrastructureRolePolicyForLoadBalancers",
        &[
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth",
            "elasticloadbalancing:ModifyListener",
            "elasticloadbalancing:ModifyRule",
            "elasticloadbalancing:RegisterTargets",
            "elasticloadbalancing:DeregisterTargets",
        ],
    ),
    (
        "service-role/AmazonECSInfrastructureRoleforExpressGatewayServices",
        &[
            "acm:*",
            "application-autoscaling:*",
            "cloudwatch:*",
            "ec2:*",
            "elasticloadbalancing:*",
            "logs:*",
        ],
    ),
    (
        "AmazonEC2ContainerRegistryPowerUser",
        &[
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:GetRepositoryPolicy",
            "ecr:DescribeRepositories",
            "ecr:ListImages",
            "ecr:DescribeImages",
            "ecr:BatchGetImage",
            "ecr:GetLifecyclePolicy",
            "ecr:GetLifecyclePolicyPreview",
            "ecr:ListTagsForResource",
            "ecr:DescribeImageScanFindings",
            "ecr:InitiateLayerUpload",
            "ecr:UploadLayerPart",
            "ecr:CompleteLayerUpload",
            "ecr:PutImage",
        ],
    ),
    ("AmazonEC2ContainerRegistryFullAccess", &["ecr:*"]),
    (
        "AmazonEC2ContainerRegistryReadOnly",
        &["ecr:Get*", "ecr:Describe*", "ecr:List*", "ecr:Batch*"],
    ),
    ("CloudWatchLogsFullAccess", &["logs:*"]),
    ("SecretsManagerReadWrite", &["secretsmanager:*"]),
    (
        "AmazonElasticFileSystemClientReadWriteAccess",
        &[
            "elasticfilesystem:ClientMount",
            "elasticfilesystem:ClientWrite",
            "elasticfilesystem:DescribeMountTargets",
        ],
    ),
    (
        "AmazonSSMManagedInstanceCore",
        &["ssm:*", "ssmmessages:*", "ec2messages:*"],
    ),
    (
        "AmazonSSMReadOnlyAccess",
        &["ssm:Describe*", "ssm:Get*", "ssm:List*"],
    ),
    ("AdministratorAccess", &["*"]),
];

/// Tells whether AWS may have a managed policy that is not modelled. One whose name is modelled under another path does
/// not exist: `AmazonECSTaskExecutionRolePolicy` without `service-role/` is a common slip.
pub(super) fn may_exist(arn: &str) -> bool {
    let last = |name: &str| name.rsplit('/').next().map(str::to_owned);
    arn.strip_prefix("arn:aws:iam::aws:policy/")
        .is_some_and(|name| {
            !name.is_empty() && MANAGED.iter().all(|(known, _)| last(known) != last(name))
        })
}

/// The actions of a managed policy; none when no policy has the ARN.
pub(super) fn actions(arn: &str) -> Option<&'static [&'static str]> {
    let name = arn.strip_prefix("arn:aws:iam::aws:policy/")?;
    MANAGED.iter().find(|(n, _)| *n == name).map(|(_, a)| *a)
}
