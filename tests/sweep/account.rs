//! All that an account holds, looked up without any tag or filter.

use paperboat_core::aws::applicationautoscaling::DescribeScalableTargets;
use paperboat_core::aws::autoscaling::DescribeAutoScalingGroups;
use paperboat_core::aws::ec2::{
    DescribeAddresses, DescribeInstances, DescribeKeyPairs, DescribeLaunchTemplates,
    DescribeSecurityGroups, DescribeSnapshots, DescribeVolumes, InstanceStateName,
};
use paperboat_core::aws::ecs::{
    DescribeCapacityProviders, ListClusters, ListServices, ListTaskDefinitions, ListTasks,
};
use paperboat_core::aws::efs::{DescribeAccessPoints, DescribeFileSystems, DescribeMountTargets};
use paperboat_core::aws::elbv2::{DescribeListeners, DescribeLoadBalancers, DescribeTargetGroups};
use paperboat_core::aws::iam::ListRoles;
use paperboat_core::aws::logs::DescribeLogGroups;
use paperboat_core::aws::secretsmanager::ListSecrets;
use paperboat_core::aws::servicediscovery::{ListDiscoveryServices, ListNamespaces};
use paperboat_core::aws::{
    ApplicationAutoScaling as _, AutoScaling as _, Ec2 as _, Ecs as _, Efs as _, Elb as _,
    Iam as _, Logs as _,
};
use paperboat_core::aws::{Secrets as _, ServiceDiscovery as _};
use paperboat_core::error::CloudError;
use paperboat_simulator::sim::Sim;

/// One line a resource.
pub(crate) async fn account(sim: &Sim) -> Vec<String> {
    let mut all = Vec::new();
    all.extend(machines(sim).await.expect("machines"));
    all.extend(containers(sim).await.expect("containers"));
    all.extend(the_rest(sim).await.expect("the rest"));
    all.sort();
    all
}

async fn machines(sim: &Sim) -> Result<Vec<String>, CloudError> {
    let found = sim.describe_instances(DescribeInstances::default()).await?;
    let instances = found.reservations.into_iter().flat_map(|r| r.instances);
    let instances = instances.filter(|i| i.state.name != InstanceStateName::Terminated);
    let mut all: Vec<String> = instances.map(|i| i.instance_id).collect();
    let addresses = sim.describe_addresses(DescribeAddresses::default()).await?;
    all.extend(addresses.addresses.into_iter().map(|a| a.allocation_id));
    let volumes = sim.describe_volumes(DescribeVolumes::default()).await?;
    all.extend(volumes.volumes.into_iter().map(|v| v.volume_id));
    let snapshots = sim.describe_snapshots(DescribeSnapshots::default()).await?;
    all.extend(snapshots.snapshots.into_iter().map(|s| s.snapshot_id));
    let pairs = sim.describe_key_pairs(DescribeKeyPairs::default()).await?;
    all.extend(pairs.key_pairs.into_iter().map(|p| p.key_name));
    let templates = sim.describe_launch_templates(DescribeLaunchTemplates::default());
    let templates = templates.await?.launch_templates.into_iter();
    all.extend(templates.map(|t| t.launch_template_id));
    let providers = sim.describe_capacity_providers(DescribeCapacityProviders::default());
    let providers = providers.await?.capacity_providers.into_iter();
    all.extend(providers.map(|p| p.capacity_provider_arn));
    let groups = sim.describe_auto_scaling_groups(DescribeAutoScalingGroups::default());
    let groups = groups.await?.auto_scaling_groups.into_iter();
    all.extend(groups.map(|g| g.auto_scaling_group_name));
    let groups = sim.describe_security_groups(DescribeSecurityGroups::default());
    let groups = groups.await?.security_groups;
    all.extend(
        groups
            .into_iter()
            .map(|g| format!("{} {}", g.group_id, g.group_name)),
    );
    Ok(all)
}

async fn containers(sim: &Sim) -> Result<Vec<String>, CloudError> {
    let mut all = Vec::new();
    for cluster in sim
        .list_clusters(ListClusters::default())
        .await?
        .cluster_arns
    {
        let services = ListServices {
            cluster: cluster.clone(),
            next_token: None,
            ..Default::default()
        };
        all.extend(sim.list_services(services).await?.service_arns);
        let tasks = ListTasks {
            cluster: cluster.clone(),
            ..Default::default()
        };
        let tasks = sim.list_tasks(tasks).await?.task_arns;
        all.push(format!("{cluster} with {} tasks", tasks.len()));
    }
    let targets = DescribeScalableTargets {
        service_namespace: "ecs".to_owned(),
        ..Default::default()
    };
    let targets = sim.describe_scalable_targets(targets).await?;
    all.extend(targets.scalable_targets.into_iter().map(|t| t.resource_id));
    let definitions = sim.list_task_definitions(ListTaskDefinitions::default());
    all.extend(definitions.await?.task_definition_arns);
    let balancers = sim.describe_load_balancers(DescribeLoadBalancers::default());
    for balancer in balancers.await?.load_balancers {
        let listeners = DescribeListeners {
            load_balancer_arn: balancer.load_balancer_arn.clone(),
            ..Default::default()
        };
        let listeners = sim.describe_listeners(listeners).await?.listeners;
        all.extend(listeners.into_iter().map(|l| l.listener_arn));
        all.push(balancer.load_balancer_arn);
    }
    let groups = sim.describe_target_groups(DescribeTargetGroups::default());
    all.extend(
        groups
            .await?
            .target_groups
            .into_iter()
            .map(|g| g.target_group_arn),
    );
    Ok(all)
}

async fn the_rest(sim: &Sim) -> Result<Vec<String>, CloudError> {
    let mut all = Vec::new();
    let systems = sim.describe_file_systems(DescribeFileSystems::default());
    for system in systems.await?.file_systems {
        let file_system_id = system.file_system_id;
        let points = DescribeAccessPoints {
            file_system_id: file_system_id.clone(),
            ..Default::default()
        };
        let points = sim.describe_access_points(points).await?.access_points;
        all.extend(points.into_iter().map(|p| p.access_point_id));
        let targets = DescribeMountTargets {
            file_system_id: file_system_id.clone(),
            ..Default::default()
        };
        let targets = sim.describe_mount_targets(targets).await?.mount_targets;
        all.extend(targets.into_iter().map(|t| t.mount_target_id));
        all.push(file_system_id);
    }
    let roles = sim.list_roles(ListRoles::default()).await?.roles;
    all.extend(roles.into_iter().map(|r| r.arn));
    let secrets = ListSecrets {
        include_planned_deletion: true,
        ..Default::default()
    };
    let secrets = sim.list_secrets(secrets).await?.secret_list;
    all.extend(secrets.into_iter().map(|s| s.arn));
    let groups = sim
        .describe_log_groups(DescribeLogGroups::default())
        .await?;
    all.extend(groups.log_groups.into_iter().map(|g| g.log_group_name));
    let namespaces = sim
        .list_namespaces(ListNamespaces::default())
        .await?
        .namespaces;
    all.extend(namespaces.into_iter().map(|n| n.id));
    let names = sim
        .list_discovery_services(ListDiscoveryServices::default())
        .await?;
    all.extend(names.services.into_iter().map(|s| s.id));
    Ok(all)
}
