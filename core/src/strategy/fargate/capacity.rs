//! Where tasks run: on Fargate, or on instances of the account's own, which a capacity provider fills.
//!
//! In network mode awsvpc each task takes a network interface of its instance, so that what a type has of those decides how many
//! instances there are as often as its memory does (Amazon ECS developer guide, "Task networking").

use super::network::{Groups, Network};
use super::scaling::Bounds;
use super::{jobs, named, service};
use crate::aws::autoscaling::{
    CreateAutoScalingGroup, DescribeAutoScalingGroups, LaunchTemplateSpecification,
    UpdateAutoScalingGroup,
};
use crate::aws::ec2::{
    LaunchTemplateIamInstanceProfileSpecification, LaunchTemplateInstanceMetadataOptions,
    LaunchTemplateTagSpecification, RequestLaunchTemplateData,
};
use crate::aws::ecs::{
    AutoScalingGroupProvider, CapacityProviderStrategyItem, CreateCapacityProvider,
    DeleteCapacityProvider, DescribeClusters, PutClusterCapacityProviders, Tag,
};
use crate::aws::iam::AttachRolePolicy;
use crate::aws::ssm::GetParameter;
use crate::aws::{AutoScaling as _, Ecs as _, Iam as _, SecretString, Ssm as _};
use crate::cloud::{Context, Look, Patience};
use crate::error::{Cause, DeployError};
use crate::event::Subgoal;
use crate::facts::{Architecture, InstanceType, Quota};
use crate::recipe::{Obstacle, Step, Wait};
use crate::strategy::asg::{group, template};
use crate::strategy::names::{base, marks, tagged};
use crate::strategy::once::{found, made};
use crate::strategy::refusal::within_quota;
use crate::strategy::{App, architecture, fargate_need, role};

/// On whose machines tasks run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Capacity {
    #[default]
    Fargate,
    Instances,
}

impl Capacity {
    /// As task definitions call it.
    pub(super) fn compatibility(self) -> &'static str {
        match self {
            Self::Fargate => "FARGATE",
            Self::Instances => "EC2",
        }
    }

    /// The launch type of what is started; none where a capacity provider says where.
    pub(super) fn launch_type(self) -> String {
        match self {
            Self::Fargate => "FARGATE".to_owned(),
            Self::Instances => String::new(),
        }
    }

    /// The strategy of what is started.
    pub(super) fn strategy(self, app: &App) -> Vec<CapacityProviderStrategyItem> {
        match self {
            Self::Fargate => Vec::new(),
            Self::Instances => vec![CapacityProviderStrategyItem {
                capacity_provider: base(app),
                weight: 1,
                base: 0,
            }],
        }
    }

    /// Whether tasks get public addresses: on Fargate they could not pull images without one or a NAT gateway. On instances the
    /// instance pulls, and ECS gives tasks none.
    pub(super) fn assign_public_ip(self) -> &'static str {
        match self {
            Self::Fargate => "ENABLED",
            Self::Instances => "DISABLED",
        }
    }
}

/// AWS's own policy for instances that take tasks.
const INSTANCE_POLICY: &str =
    "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role";
/// What the kernel sees of a type's memory, in thousandths (Amazon ECS developer guide, "Container instance memory management":
/// 7985 of the 8192 MiB of an m4.large).
const SEEN_PER_MILLE: u64 = 975;
/// Seconds that instances may take to boot and to register (own choice).
const REGISTERED: Patience = Patience::secs(10, 600);
/// How long IAM's news may take to reach others. AWS documents no bound; guides wait 10 s.
const NEWS: Patience = Patience::secs(10, 10);

/// The instances that tasks need.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Site {
    kind: &'static InstanceType,
    instances: u32,
}

/// CPU units, MiB and network interfaces.
type Share = [u64; 3];

/// What an empty instance of a type has for tasks.
fn whole(kind: &InstanceType) -> Share {
    [
        u64::from(kind.vcpu) * 1024,
        kind.memory_mib * SEEN_PER_MILLE / 1000,
        u64::from(kind.interfaces - 1),
    ]
}

/// What each task takes that runs at once: so many copies of each service, and one more of the largest, which a rollout starts beside
/// the old one, or a job.
fn tasks(app: &App, copies: impl Fn(&str) -> u32) -> Vec<Share> {
    let one = |name: &str| -> Share {
        let need = fargate_need(app, name);
        [u64::from(need.cpu), need.memory_mib, 1]
    };
    let lasting = service::lasting(app);
    let each = |name: &&str| vec![one(name); copies(name) as usize];
    let mut all: Vec<Share> = lasting.iter().flat_map(each).collect();
    let moving = lasting.iter().filter(|name| !app.keeps_data(name));
    let beside = moving.copied().chain(jobs::by_themselves(app));
    all.extend(beside.map(one).max_by_key(|share| share[1]));
    // The largest first: they are the hardest to place.
    all.sort_unstable_by(|a, b| b[1].cmp(&a[1]));
    all
}

/// The tasks that run as long as no metric brings more.
fn steady(app: &App) -> Vec<Share> {
    tasks(app, |name| app.replicas(name))
}

/// How many instances of a type the group may come to: with as many tasks as a metric may bring, and one beyond them, where the
/// tasks of a drained one go.
fn most_instances(app: &App, site: Site) -> u32 {
    let most = tasks(app, |name| {
        Bounds::of(app, name).map_or_else(|| app.replicas(name), |bounds| bounds.max)
    });
    instances(site.kind, &most).map_or(site.instances, |n| n.max(site.instances)) + 1
}

/// How many instances of a type hold the tasks; none where one of them is too large for it.
fn instances(kind: &InstanceType, tasks: &[Share]) -> Option<u32> {
    let whole = whole(kind);
    let fits = |left: &Share, task: &Share| left.iter().zip(task).all(|(l, t)| l >= t);
    let mut open: Vec<Share> = Vec::new();
    for task in tasks {
        let n = match open.iter().position(|left| fits(left, task)) {
            Some(n) => n,
            None if fits(&whole, task) => {
                open.push(whole);
                open.len() - 1
            }
            None => return None,
        };
        for (left, taken) in open[n].iter_mut().zip(task) {
            *left -= taken;
        }
    }
    u32::try_from(open.len().max(1)).ok()
}

/// The type of which the fewest processors hold the tasks, and of those the cheapest. T3 and T4g come first, as on the other ways.
fn site(app: &App) -> Option<Site> {
    let tasks = steady(app);
    let processor = architecture::machine(app);
    let family = match processor {
        Architecture::Arm64 => "t4g.",
        Architecture::X86_64 => "t3.",
    };
    let all = InstanceType::all().iter();
    let ours = all.filter(|kind| kind.architecture == processor);
    let sites = ours.filter_map(|kind| {
        let instances = instances(kind, &tasks)?;
        Some(Site { kind, instances })
    });
    let cost = |site: &Site| {
        let hourly = site.kind.hourly.times(u64::from(site.instances), 1);
        let first = !site.kind.name.starts_with(family);
        (first, site.kind.vcpu * site.instances, hourly)
    };
    sites.min_by_key(cost)
}

/// The memory in MiB of a task that no instance type holds; none where all fit.
pub(in crate::strategy) fn too_large(app: &App) -> Option<u64> {
    let largest = steady(app).first().map_or(0, |share| share[1]);
    site(app).is_none().then_some(largest)
}

/// Refuses what needs more vCPUs than the account's quota lets run.
pub(super) fn permit(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let vcpus = site(app).map_or(0, |site| site.kind.vcpu * site.instances);
    within_quota(cx, Quota::Ec2StandardVcpu, f64::from(vcpus), None)
}

fn required(app: &App) -> Result<Site, Cause> {
    site(app).ok_or_else(|| {
        let largest = too_large(app).unwrap_or_default();
        Cause::impossible(Obstacle::NoInstanceTypeHoldsIt, format!("{largest} MiB"))
    })
}

/// Makes the instances and the provider that fills them, unless they are there.
pub(super) async fn make(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    groups: &Groups,
) -> Result<(), DeployError> {
    let body = async { Ok((required(app)?, newest_image(cx, app).await?)) };
    let (site, image) = cx.step(Step::ChooseMachine, body).await?;
    let profile = cx.step(Step::CreateRole, make_role(cx, app)).await?;
    let data = data(app, site, image, profile, groups);
    let body = template::written(cx, app, data);
    let template = cx.step(Step::WriteLaunchTemplate, body).await?;
    let body = make_group(cx, app, site, network, &template);
    cx.step(Step::CreateGroup, body).await?;
    let body = wait(cx, app, site.instances);
    cx.step(Step::WaitForInstances.towards(Subgoal::Provision), body)
        .await
}

/// The newest image that ECS's agent is on.
async fn newest_image(cx: &Context<'_>, app: &App) -> Result<String, Cause> {
    let processor = match architecture::machine(app) {
        Architecture::Arm64 => "arm64/",
        Architecture::X86_64 => "",
    };
    let request = GetParameter {
        name: format!(
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/{processor}recommended/image_id"
        ),
        ..GetParameter::default()
    };
    Ok(cx.cloud.get_parameter(request).await?.parameter.value)
}

/// Makes the role with which instances register, and gives its profile's name.
async fn make_role(cx: &Context<'_>, app: &App) -> Result<String, Cause> {
    let name = named::instance_role(app);
    let description = format!("the instances of {}", app.name);
    let made = role::make(cx, app, &name, "ec2.amazonaws.com", description).await?;
    let request = AttachRolePolicy {
        role_name: name.clone(),
        policy_arn: INSTANCE_POLICY.to_owned(),
    };
    cx.cloud.attach_role_policy(request).await?;
    role::hand_over(cx, app, name.clone()).await?;
    // A group's launch in vain costs more time than this does.
    if made.is_some() {
        cx.cloud.clock().sleep(NEWS.every).await;
    }
    Ok(name)
}

/// What each instance is launched with. Its disk is the image's own, which holds the images of tasks too.
fn data(
    app: &App,
    site: Site,
    image_id: String,
    profile: String,
    groups: &Groups,
) -> RequestLaunchTemplateData {
    let tags = |kind: &str| LaunchTemplateTagSpecification {
        resource_type: kind.to_owned(),
        tags: tagged(app, kind, &group::name(app))
            .into_iter()
            .flat_map(|spec| spec.tags)
            .collect(),
    };
    let script = format!(
        "#!/bin/bash\necho ECS_CLUSTER={} >> /etc/ecs/ecs.config\n",
        base(app)
    );
    RequestLaunchTemplateData {
        image_id,
        instance_type: site.kind.name.clone(),
        security_group_ids: groups.instances.clone().into_iter().collect(),
        user_data: SecretString(script),
        metadata_options: Some(LaunchTemplateInstanceMetadataOptions {
            http_tokens: "required".to_owned(),
            http_put_response_hop_limit: Some(2),
            ..LaunchTemplateInstanceMetadataOptions::default()
        }),
        iam_instance_profile: Some(LaunchTemplateIamInstanceProfileSpecification {
            name: profile,
            ..LaunchTemplateIamInstanceProfileSpecification::default()
        }),
        tag_specifications: ["instance", "volume"].map(tags).to_vec(),
        ..RequestLaunchTemplateData::default()
    }
}

/// Makes the group, and the capacity provider over it.
async fn make_group(
    cx: &Context<'_>,
    app: &App,
    site: Site,
    network: &Network,
    template: &LaunchTemplateSpecification,
) -> Result<(), Cause> {
    let request = CreateAutoScalingGroup {
        auto_scaling_group_name: group::name(app),
        launch_template: Some(template.clone()),
        min_size: site.instances,
        max_size: most_instances(app, site),
        desired_capacity: Some(site.instances),
        health_check_type: "EC2".to_owned(),
        vpc_zone_identifier: network.subnets.join(","),
        tags: group::tags(app),
        ..CreateAutoScalingGroup::default()
    };
    if made(cx.cloud.create_auto_scaling_group(request).await)?.is_none() {
        let request = UpdateAutoScalingGroup {
            launch_template: Some(template.clone()),
            ..sized(app, site)
        };
        cx.cloud.update_auto_scaling_group(request).await?;
    }
    let request = DescribeAutoScalingGroups {
        auto_scaling_group_names: vec![group::name(app)],
        ..DescribeAutoScalingGroups::default()
    };
    let groups = cx.cloud.describe_auto_scaling_groups(request).await?;
    let arn = groups.auto_scaling_groups.into_iter().next();
    let arn = arn.map(|group| group.auto_scaling_group_arn);
    let tag = |(key, value): (&str, &str)| Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let request = CreateCapacityProvider {
        name: base(app),
        auto_scaling_group_provider: Some(AutoScalingGroupProvider {
            auto_scaling_group_arn: arn.unwrap_or_else(|| group::name(app)),
            managed_draining: "ENABLED".to_owned(),
            ..AutoScalingGroupProvider::default()
        }),
        tags: marks(app).map(tag).collect(),
    };
    made(cx.cloud.create_capacity_provider(request).await)?;
    let strategy = Capacity::Instances.strategy(app);
    let request = PutClusterCapacityProviders {
        cluster: base(app),
        capacity_providers: Some(vec![base(app)]),
        default_capacity_provider_strategy: Some(strategy),
    };
    cx.cloud.put_cluster_capacity_providers(request).await?;
    Ok(())
}

fn sized(app: &App, site: Site) -> UpdateAutoScalingGroup {
    UpdateAutoScalingGroup {
        auto_scaling_group_name: group::name(app),
        min_size: Some(site.instances),
        max_size: Some(most_instances(app, site)),
        desired_capacity: Some(site.instances),
        ..UpdateAutoScalingGroup::default()
    }
}

/// Makes the group as large as the tasks need, with instances of the type that it has.
pub(super) async fn resize(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let there = group::require(cx, app).await?;
    let kind = there.instances.first().map(|i| i.instance_type.as_str());
    let kind = kind.and_then(InstanceType::named);
    let kind = kind.map_or_else(|| required(app).map(|site| site.kind), Ok)?;
    let tasks = steady(app);
    let instances = instances(kind, &tasks).ok_or_else(|| {
        let largest = tasks.first().map_or(0, |share| share[1]);
        Cause::impossible(Obstacle::NoInstanceTypeHoldsIt, format!("{largest} MiB"))
    })?;
    let request = sized(app, Site { kind, instances });
    cx.cloud.update_auto_scaling_group(request).await?;
    Ok(())
}

/// Waits until so many instances have registered with the cluster.
async fn wait(cx: &Context<'_>, app: &App, instances: u32) -> Result<(), Cause> {
    let probe = DescribeClusters {
        clusters: vec![base(app)],
        ..DescribeClusters::default()
    };
    let waits = Wait::InstancesRegistered;
    cx.wait_until(waits, REGISTERED, probe, |found| {
        let cluster = found.clusters.into_iter().next();
        let there = cluster.map_or(0, |c| c.registered_container_instances_count);
        if there >= instances {
            Look::Met(())
        } else {
            Look::NotYet(format!("{there}/{instances}"))
        }
    })
    .await
}

/// Takes the instances and what fills them away again, whatever there is of them.
pub(super) async fn remove(cx: &Context<'_>, app: &App) -> Result<(), DeployError> {
    let body = async {
        let request = PutClusterCapacityProviders {
            cluster: base(app),
            capacity_providers: Some(Vec::new()),
            default_capacity_provider_strategy: Some(Vec::new()),
        };
        found(cx.cloud.put_cluster_capacity_providers(request).await)?;
        let request = DeleteCapacityProvider {
            capacity_provider: base(app),
        };
        found(cx.cloud.delete_capacity_provider(request).await)?;
        group::remove(cx, app).await
    };
    cx.step(Step::DeleteGroup, body).await?;
    let body = template::remove(cx, app);
    cx.step(Step::DeleteLaunchTemplate, body).await?;
    let body = role::remove_handed_over(cx, named::instance_role(app));
    cx.step(Step::DeleteRole, body).await
}
