//! Taking everything away again, whatever there is of it, in an order in which nothing is still in use.

use crate::recipe::Wait;
use std::collections::BTreeSet;

use super::capacity::Capacity;
use super::{named, secrets, service, storage};
use crate::aws::ecs::{
    DeleteCluster, DeleteService, DeregisterTaskDefinition, DescribeServices,
    DescribeTaskDefinition, ListTaskDefinitionFamilies, ListTaskDefinitions, Service,
    UpdateService,
};
use crate::aws::efs::{
    DeleteAccessPoint, DeleteFileSystem, DeleteMountTarget, DescribeAccessPoints,
    DescribeMountTargets,
};
use crate::aws::logs::{DeleteLogGroup, DescribeLogGroups};
use crate::aws::servicediscovery::{
    DeleteDiscoveryService, DeleteNamespace, ListDiscoveryServices,
};
use crate::aws::{Ecs as _, Efs as _, Logs as _};
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::names::{TAG, balancer_group, base};
use crate::strategy::network;
use crate::strategy::once::found;
use crate::strategy::role;
use crate::strategy::secrets as stored;
use crate::sweep::settle;

pub(super) const WAIT: Patience = Patience::secs(5, 900);

/// Stops all tasks and deletes the services, those of other versions too: one that failed may have left some.
pub(super) async fn services(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let mut known = service::describe(cx, app).await?;
    let others = service::others(cx, app).await?;
    known.extend(service::described(cx, app, &others).await?);
    remove(cx, app, known).await
}

/// The same for services that the application no longer has.
pub(super) async fn dropped(cx: &Context<'_>, app: &App, names: &[String]) -> Result<(), Cause> {
    let known = service::described(cx, app, names).await?;
    remove(cx, app, known).await
}

async fn remove(cx: &Context<'_>, app: &App, known: Vec<Service>) -> Result<(), Cause> {
    let cluster = base(app);
    for service in known.iter().filter(|s| s.status == "ACTIVE") {
        let request = UpdateService {
            cluster: cluster.clone(),
            service: service.service_name.clone(),
            desired_count: Some(0),
            ..UpdateService::default()
        };
        cx.cloud.update_service(request).await?;
        let request = DeleteService {
            cluster: cluster.clone(),
            service: service.service_name.clone(),
            force: true,
        };
        found(cx.cloud.delete_service(request).await)?;
    }
    for service in known {
        gone(cx, app, service.service_name).await?;
    }
    Ok(())
}

/// Waits until a service that was deleted has no task left.
pub(super) async fn gone(cx: &Context<'_>, app: &App, service_name: String) -> Result<(), Cause> {
    let probe = DescribeServices {
        cluster: base(app),
        services: vec![service_name],
        ..DescribeServices::default()
    };
    cx.wait_until(Wait::ServiceGone, WAIT, probe, |found| {
        match found.services.first() {
            Some(s) if s.status != "INACTIVE" => {
                Look::NotYet(format!("{}: {} tasks", s.status, s.running_count))
            }
            _ => Look::Met(()),
        }
    })
    .await
}

/// Deregisters all revisions, and deletes the cluster.
pub(super) async fn cluster(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    for family in families(cx, app).await? {
        let revision = format!("/{family}:");
        let request = ListTaskDefinitions {
            family_prefix: family,
            status: "ACTIVE".to_owned(),
            ..ListTaskDefinitions::default()
        };
        let known = crate::aws::all(cx.cloud, request).await?;
        for task_definition in known.task_definition_arns {
            // emulators take the family's name for the beginning of one
            if task_definition.contains(&revision) {
                let request = DeregisterTaskDefinition { task_definition };
                found(cx.cloud.deregister_task_definition(request).await)?;
            }
        }
    }
    let request = DeleteCluster { cluster: base(app) };
    cx.once_possible(Wait::ClusterEmpty, WAIT, request).await
}

/// The families of all versions: those of this one, and those of others by their tag, because another application's names
/// may begin with this one's.
async fn families(cx: &Context<'_>, app: &App) -> Result<BTreeSet<String>, Cause> {
    let services = app.project.services.keys();
    let mut families: BTreeSet<String> = services.map(|name| named::family(app, name)).collect();
    let request = ListTaskDefinitionFamilies {
        family_prefix: format!("{}-", base(app)),
        status: "ACTIVE".to_owned(),
        ..ListTaskDefinitionFamilies::default()
    };
    let listed = crate::aws::all(cx.cloud, request).await?.families;
    for task_definition in listed {
        if families.contains(&task_definition) {
            continue;
        }
        let request = DescribeTaskDefinition {
            task_definition: task_definition.clone(),
            include: vec!["TAGS".to_owned()],
        };
        let described = found(cx.cloud.describe_task_definition(request).await)?;
        let mut tags = described.into_iter().flat_map(|described| described.tags);
        if tags.any(|tag| tag.key == TAG && tag.value == app.name) {
            families.insert(task_definition);
        }
    }
    Ok(families)
}

/// Deletes the file system with the data on it.
pub(super) async fn file_system(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let Some(known) = storage::find(cx, app).await? else {
        return Ok(());
    };
    let file_system_id = known.file_system_id;
    let request = DescribeAccessPoints {
        file_system_id: file_system_id.clone(),
        ..DescribeAccessPoints::default()
    };
    for point in crate::aws::all(cx.cloud, request).await?.access_points {
        let access_point_id = point.access_point_id;
        found(
            cx.cloud
                .delete_access_point(DeleteAccessPoint { access_point_id })
                .await,
        )?;
    }
    let request = DescribeMountTargets {
        file_system_id: file_system_id.clone(),
        ..DescribeMountTargets::default()
    };
    for target in crate::aws::all(cx.cloud, request).await?.mount_targets {
        let mount_target_id = target.mount_target_id;
        found(
            cx.cloud
                .delete_mount_target(DeleteMountTarget { mount_target_id })
                .await,
        )?;
    }
    let request = DeleteFileSystem { file_system_id };
    cx.once_possible(Wait::FileSystemUnused, WAIT, request)
        .await
}

/// Deletes secrets for good, and logs, those of other versions too.
pub(super) async fn secrets_and_logs(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let wanted = secrets::wanted(app).into_keys();
    stored::remove(cx, app, wanted).await?;
    let services = app.project.services.keys();
    let mut groups: BTreeSet<String> = services.map(|name| named::log_group(app, name)).collect();
    let request = DescribeLogGroups {
        log_group_name_prefix: named::log_group(app, ""),
        ..DescribeLogGroups::default()
    };
    let listed = crate::aws::all(cx.cloud, request).await?.log_groups;
    groups.extend(listed.into_iter().map(|group| group.log_group_name));
    for log_group_name in groups {
        found(
            cx.cloud
                .delete_log_group(DeleteLogGroup { log_group_name })
                .await,
        )?;
    }
    Ok(())
}

/// Deletes the names. A namespace whose creation was cut off is listed only once it is there.
pub(super) async fn namespace(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let mut listed = super::namespace::find(cx, app).await?;
    if listed.is_none() {
        settle(cx).await;
        listed = super::namespace::find(cx, app).await?;
    }
    let Some(namespace) = listed else {
        return Ok(());
    };
    let all = crate::aws::all(cx.cloud, ListDiscoveryServices::default()).await?;
    let all = all.services;
    for service in all.into_iter().filter(|s| s.namespace_id == namespace) {
        let request = DeleteDiscoveryService { id: service.id };
        cx.once_possible(Wait::NameUnused, WAIT, request).await?;
    }
    let request = DeleteNamespace { id: namespace };
    cx.once_possible(Wait::NamespaceUnused, WAIT, request).await
}

/// Deletes both roles with their policies.
pub(super) async fn access(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    role::remove(cx, named::execution_role(app)).await?;
    role::remove(cx, named::task_role(app)).await
}

/// Deletes the security groups, those that others refer to last.
pub(super) async fn firewalls(
    cx: &Context<'_>,
    app: &App,
    capacity: Capacity,
) -> Result<(), Cause> {
    let mut names = vec![
        named::file_group(app),
        named::task_group(app),
        balancer_group(app),
    ];
    if capacity == Capacity::Instances {
        names.insert(1, named::instance_group(app));
    }
    network::delete_groups(cx, &names, WAIT).await
}
