//! A group behind a load balancer as stories: requests and faults in, instances out.

use std::sync::Arc;

use paperboat_core::aws::SecretString;
use paperboat_core::aws::autoscaling::*;
use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateLaunchTemplate, CreateLaunchTemplateVersion,
    CreateSecurityGroup, DescribeSubnets, IpPermission, RequestLaunchTemplateData,
    TerminateInstances,
};
use paperboat_core::aws::elbv2::{
    Action, CreateListener, CreateLoadBalancer, CreateTargetGroup, DescribeTargetHealth,
    ModifyTargetGroupAttributes, TargetGroupAttribute, TargetHealthStateEnum,
};
use paperboat_core::aws::ssm::GetParameter;
use paperboat_core::fault::Fault;
use paperboat_core::workload::{Profile, PublishedImage, WorkloadKind};

use crate::model::Model;
use crate::testing::{self, call};
use crate::world::World;

const GROUP: &str = "web";

struct Stage {
    w: World,
    subnets: Vec<String>,
    targets: String,
    security_group: String,
    image: String,
}

fn pass(w: &mut World, seconds: u64) {
    testing::pass(w, seconds);
    w.check();
}

fn published() -> PublishedImage {
    PublishedImage {
        repository: "docker.io/me/web".into(),
        tags: vec!["1".into(), "2".into()],
        profile: Profile {
            kind: WorkloadKind::App,
            pull_bytes: 50_000_000,
            disk_bytes: 150_000_000,
            boot_s: 2.0,
            cpu_boot_share: 0.5,
            memory_mib: 100,
            listens: vec![8080],
            http: true,
            ..Profile::default()
        },
        private: false,
        held_before: true,
    }
}

/// What cloud-init does on each instance: Docker, and one container.
fn user_data(tag: &str) -> String {
    format!(
        "#!/bin/bash\ndnf install -y docker\nsystemctl enable --now docker\ndocker run -d --restart unless-stopped -p 8080:8080 me/web:{tag}\n"
    )
}

impl Stage {
    fn new() -> Self {
        Self::of(testing::world(vec![published()]))
    }

    fn of(mut w: World) -> Self {
        let subnets = call(&mut w, DescribeSubnets::default()).unwrap().subnets;
        let vpc_id = subnets[0].vpc_id.clone();
        let subnets: Vec<String> = subnets.into_iter().map(|s| s.subnet_id).collect();
        let security_group = CreateSecurityGroup {
            group_name: "all".into(),
            description: "everybody".into(),
            ..Default::default()
        };
        let security_group = call(&mut w, security_group).unwrap().group_id;
        let ports = [80, 8080].map(|port| IpPermission::from_range("tcp", port, "0.0.0.0/0"));
        let opens = AuthorizeSecurityGroupIngress {
            group_id: security_group.clone(),
            ip_permissions: ports.to_vec(),
            ..Default::default()
        };
        call(&mut w, opens).unwrap();
        let balancer = CreateLoadBalancer {
            name: "web".into(),
            subnets: subnets.clone(),
            security_groups: vec![security_group.clone()],
            ..Default::default()
        };
        let balancer = call(&mut w, balancer).unwrap().load_balancers.remove(0);
        let targets = CreateTargetGroup {
            name: "web".into(),
            protocol: "HTTP".into(),
            port: Some(8080),
            vpc_id,
            target_type: "instance".into(),
            health_check_interval_seconds: Some(10),
            healthy_threshold_count: Some(2),
            ..Default::default()
        };
        let targets = call(&mut w, targets)
            .unwrap()
            .target_groups
            .remove(0)
            .target_group_arn;
        let delay = ModifyTargetGroupAttributes {
            target_group_arn: targets.clone(),
            attributes: vec![TargetGroupAttribute {
                key: "deregistration_delay.timeout_seconds".into(),
                value: "30".into(),
            }],
        };
        call(&mut w, delay).unwrap();
        let listener = CreateListener {
            load_balancer_arn: balancer.load_balancer_arn,
            protocol: "HTTP".into(),
            port: 80,
            default_actions: vec![Action {
                r#type: "forward".into(),
                target_group_arn: targets.clone(),
                ..Action::default()
            }],
        };
        call(&mut w, listener).unwrap();
        let parameter = GetParameter {
            name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64".into(),
            ..Default::default()
        };
        let image = call(&mut w, parameter).unwrap().parameter.value;
        pass(&mut w, 300);
        Self {
            w,
            subnets,
            targets,
            security_group,
            image,
        }
    }

    fn data(&self, tag: &str) -> RequestLaunchTemplateData {
        RequestLaunchTemplateData {
            image_id: self.image.clone(),
            instance_type: "t3.micro".into(),
            security_group_ids: vec![self.security_group.clone()],
            user_data: SecretString(user_data(tag)),
            ..Default::default()
        }
    }

    /// A group of two that stands, and is healthy.
    fn standing() -> Self {
        Self::new().stand()
    }

    fn stand(self) -> Self {
        let mut stage = self;
        let template = CreateLaunchTemplate {
            launch_template_name: GROUP.into(),
            launch_template_data: stage.data("1"),
            ..Default::default()
        };
        call(&mut stage.w, template).unwrap();
        let group = stage.wanted();
        call(&mut stage.w, group).unwrap();
        pass(&mut stage.w, 400);
        stage
    }

    fn wanted(&self) -> CreateAutoScalingGroup {
        CreateAutoScalingGroup {
            auto_scaling_group_name: GROUP.into(),
            launch_template: Some(version("1")),
            max_size: 2,
            desired_capacity: Some(2),
            target_group_arns: vec![self.targets.clone()],
            health_check_type: "ELB".into(),
            health_check_grace_period: Some(240),
            vpc_zone_identifier: self.subnets.join(","),
            ..Default::default()
        }
    }

    fn group(&mut self) -> AutoScalingGroup {
        let all = call(&mut self.w, DescribeAutoScalingGroups::default()).unwrap();
        all.auto_scaling_groups.into_iter().next().expect("a group")
    }

    fn ids(&mut self) -> Vec<String> {
        self.group()
            .instances
            .into_iter()
            .map(|i| i.instance_id)
            .collect()
    }

    fn healthy(&mut self) -> usize {
        let health = DescribeTargetHealth {
            target_group_arn: self.targets.clone(),
            ..Default::default()
        };
        let health = call(&mut self.w, health)
            .unwrap()
            .target_health_descriptions;
        let healthy = |t: &TargetHealthStateEnum| *t == TargetHealthStateEnum::Healthy;
        health
            .iter()
            .filter(|t| healthy(&t.target_health.state))
            .count()
    }

    /// The causes of activities without their times, the oldest first.
    fn causes(&mut self) -> Vec<(ScalingActivityStatusCode, String)> {
        let activities = DescribeScalingActivities {
            auto_scaling_group_name: GROUP.into(),
            ..Default::default()
        };
        let told = call(&mut self.w, activities)
            .unwrap()
            .activities
            .into_iter()
            .rev();
        let words = |a: Activity| {
            let (_, cause) = a
                .cause
                .split_once("Z ")
                .or_else(|| a.cause[3..].split_once(' '))
                .expect("a time");
            (a.status_code, cause.to_owned())
        };
        told.map(words).collect()
    }

    fn refresh(&mut self) -> InstanceRefresh {
        let all = DescribeInstanceRefreshes {
            auto_scaling_group_name: GROUP.into(),
            ..Default::default()
        };
        call(&mut self.w, all).unwrap().instance_refreshes.remove(0)
    }

    /// Makes a version of the template with another image, and begins to replace all instances by it.
    fn release(&mut self, tag: &str, number: &str) {
        let made = CreateLaunchTemplateVersion {
            launch_template_name: GROUP.into(),
            launch_template_data: self.data(tag),
            ..Default::default()
        };
        let made = call(&mut self.w, made).unwrap().launch_template_version;
        assert_eq!(made.version_number.to_string(), number);
        let start = StartInstanceRefresh {
            auto_scaling_group_name: GROUP.into(),
            desired_configuration: Some(DesiredConfiguration {
                launch_template: Some(version(number)),
            }),
            preferences: Some(RefreshPreferences {
                min_healthy_percentage: Some(50),
                instance_warmup: Some(0),
                ..Default::default()
            }),
            ..Default::default()
        };
        call(&mut self.w, start).unwrap();
    }

    /// Lets time pass until a refresh is over; gives how few targets were healthy meanwhile.
    fn until_over(&mut self, most_s: u64) -> usize {
        let mut least = usize::MAX;
        for _ in 0..most_s / 5 {
            pass(&mut self.w, 5);
            least = least.min(self.healthy());
            if self.refresh().end_time.is_some() {
                return least;
            }
        }
        panic!("{:?}\n{}", self.refresh(), testing::story(&self.w));
    }
}

fn version(number: &str) -> LaunchTemplateSpecification {
    LaunchTemplateSpecification {
        launch_template_name: GROUP.into(),
        version: number.into(),
        ..Default::default()
    }
}

#[test]
fn a_group_launches_into_two_zones_and_replaces_what_is_gone() {
    let mut stage = Stage::standing();
    let group = stage.group();
    let zones: Vec<&str> = group
        .instances
        .iter()
        .map(|i| i.availability_zone.as_str())
        .collect();
    assert_eq!(zones, ["us-east-1a", "us-east-1b"]);
    assert!(
        group
            .instances
            .iter()
            .all(|i| i.lifecycle_state == LifecycleState::InService)
    );
    assert_eq!(stage.healthy(), 2, "{}", testing::story(&stage.w));
    let first = group.instances[0].instance_id.clone();
    let ends = TerminateInstances {
        instance_ids: vec![first.clone()],
    };
    call(&mut stage.w, ends).unwrap();
    pass(&mut stage.w, 600);
    assert_eq!(stage.healthy(), 2, "{}", testing::story(&stage.w));
    assert!(!stage.ids().contains(&first));
    let started = "an instance was started in response to a difference between desired and actual capacity, increasing the capacity from";
    let ok = ScalingActivityStatusCode::Successful;
    let first = format!(
        "a user request created an AutoScalingGroup changing the desired capacity from 0 to 2. {started} 0 to 2."
    );
    assert_eq!(
        stage.causes(),
        [
            (ok, first.clone()),
            (ok, first),
            (ok, "an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.".to_owned()),
            (ok, format!("{started} 1 to 2.")),
        ]
    );
}

/// The load balancer finds a dead host out; nobody waits for the zone, and no launch goes into it.
#[test]
fn what_a_load_balancer_finds_unhealthy_is_replaced_where_there_is_power() {
    let mut stage = Stage::standing();
    let before = stage.ids();
    let now = stage.w.now();
    stage.w.strike(
        now,
        &Fault::parse("zone-outage:us-east-1a,lasts=2h").unwrap(),
    );
    pass(&mut stage.w, 900);
    assert_eq!(stage.healthy(), 2, "{}", testing::story(&stage.w));
    let zones: Vec<String> = stage
        .group()
        .instances
        .into_iter()
        .map(|i| i.availability_zone)
        .collect();
    assert_eq!(zones, ["us-east-1b", "us-east-1c"]);
    assert_eq!(stage.ids()[0], before[1], "the other one stays");
    let causes = stage.causes();
    let (code, cause) = &causes[2];
    assert_eq!(*code, ScalingActivityStatusCode::Successful);
    assert!(
        cause.contains("an ELB system health check failure"),
        "{cause}"
    );
}

#[test]
fn a_refresh_replaces_one_after_the_other_and_makes_its_version_the_groups() {
    let mut stage = Stage::standing();
    let before = stage.ids();
    stage.release("2", "2");
    assert_eq!(stage.until_over(2_000), 1, "one of two always serves");
    let refresh = stage.refresh();
    assert_eq!(refresh.status, InstanceRefreshStatus::Successful);
    assert_eq!(refresh.percentage_complete, 100);
    assert_eq!(stage.healthy(), 2);
    let group = stage.group();
    assert_eq!(group.launch_template.version, "2");
    assert!(
        group
            .instances
            .iter()
            .all(|i| i.launch_template.version == "2")
    );
    assert!(
        group
            .instances
            .iter()
            .all(|i| !before.contains(&i.instance_id))
    );
}

/// Two instances of two vCPUs leave one of an account's five: the launch that comes with a replacement fails, and it can only
/// succeed when the old instance is gone. That goes at its own pace, whenever the launch is tried again.
#[test]
fn a_launch_in_vain_holds_up_nothing_else() {
    for seed in 1..=10 {
        let w = World::new(seed, Arc::new(Model::default()), vec![published()]);
        let mut stage = Stage::of(w).stand();
        stage.release("2", "2");
        let mut failed = None;
        let ends = |stage: &mut Stage, state| {
            let mut members = stage.group().instances.into_iter();
            members.any(|i| i.lifecycle_state == state)
        };
        let mut drained = None;
        for at in 0..600 {
            pass(&mut stage.w, 1);
            let causes = stage.causes();
            if causes
                .iter()
                .any(|(code, _)| *code == ScalingActivityStatusCode::Failed)
            {
                failed = failed.or(Some(at));
            }
            if ends(&mut stage, LifecycleState::Terminating) {
                drained = Some(at);
                break;
            }
        }
        let failed = failed.expect("a launch that finds no vCPUs");
        let drained = drained.expect("an instance that is terminated");
        // 30 s of draining, then a look: hardly ever more than 90 s (`autoscaling.look`).
        assert!(drained - failed <= 120, "seed {seed}: {failed} {drained}");
        assert_eq!(stage.until_over(4_000), 1, "seed {seed}");
        assert_eq!(stage.refresh().status, InstanceRefreshStatus::Successful);
    }
}

/// A version that nobody can pull never becomes healthy: one instance is lost to it, and the way back replaces that one.
#[test]
fn a_refresh_that_comes_to_nothing_is_rolled_back() {
    let mut stage = Stage::standing();
    stage.release("9", "2");
    pass(&mut stage.w, 1_200);
    assert_eq!(stage.refresh().status, InstanceRefreshStatus::InProgress);
    assert_eq!(stage.healthy(), 1, "the other half stays as it was");
    let back = RollbackInstanceRefresh {
        auto_scaling_group_name: GROUP.into(),
    };
    call(&mut stage.w, back).unwrap();
    assert_eq!(stage.until_over(2_000), 1);
    assert_eq!(
        stage.refresh().status,
        InstanceRefreshStatus::RollbackSuccessful
    );
    assert_eq!(stage.group().launch_template.version, "1");
    assert_eq!(stage.healthy(), 2);
    // The same without a way back fails by itself.
    stage.release("8", "3");
    assert_eq!(stage.until_over(6_000), 1);
    assert_eq!(stage.refresh().status, InstanceRefreshStatus::Failed);
}

#[test]
fn capacity_goes_and_comes_and_a_group_goes_by_force() {
    let mut stage = Stage::standing();
    let size = |n| SetDesiredCapacity {
        auto_scaling_group_name: GROUP.into(),
        desired_capacity: n,
        honor_cooldown: false,
    };
    let oldest = stage.ids()[0].clone();
    call(&mut stage.w, size(1)).unwrap();
    pass(&mut stage.w, 300);
    assert_eq!(stage.ids().len(), 1);
    assert!(!stage.ids().contains(&oldest), "the oldest goes");
    let refused = |w: &mut World, n| call(w, size(n)).unwrap_err();
    assert_eq!(refused(&mut stage.w, 3).code, "ValidationError");
    let delete = |force_delete| DeleteAutoScalingGroup {
        auto_scaling_group_name: GROUP.into(),
        force_delete,
    };
    assert_eq!(
        call(&mut stage.w, delete(false)).unwrap_err().code,
        "ResourceInUse"
    );
    let again = stage.wanted();
    assert_eq!(call(&mut stage.w, again).unwrap_err().code, "AlreadyExists");
    call(&mut stage.w, delete(true)).unwrap();
    assert_eq!(stage.group().status, "Delete in progress");
    pass(&mut stage.w, 300);
    let left = call(&mut stage.w, DescribeAutoScalingGroups::default()).unwrap();
    assert!(left.auto_scaling_groups.is_empty());
    assert_eq!(stage.healthy(), 0);
    assert_eq!(
        call(&mut stage.w, size(1)).unwrap_err().code,
        "ValidationError"
    );
}

#[test]
fn user_data_of_a_template_has_a_limit_and_a_launch_in_vain_is_an_activity() {
    let mut stage = Stage::new();
    let mut data = stage.data("1");
    data.user_data = SecretString("x".repeat(16_385));
    let large = CreateLaunchTemplate {
        launch_template_name: GROUP.into(),
        launch_template_data: data.clone(),
        ..Default::default()
    };
    assert_eq!(
        call(&mut stage.w, large.clone()).unwrap_err().code,
        "InvalidUserData.Malformed"
    );
    let group = stage.wanted();
    assert_eq!(
        call(&mut stage.w, group.clone()).unwrap_err().code,
        "ValidationError"
    );
    data.user_data = SecretString(user_data("1"));
    // Ten times the vCPUs that a new account may run.
    data.instance_type = "t3.2xlarge".into();
    let template = CreateLaunchTemplate {
        launch_template_data: data,
        ..large
    };
    call(&mut stage.w, template).unwrap();
    call(&mut stage.w, group).unwrap();
    pass(&mut stage.w, 120);
    assert_eq!(stage.causes()[0].0, ScalingActivityStatusCode::Failed);
    assert!(stage.ids().is_empty());
}
