//! From one version to the next: what changed, new revisions, and a rollout of each service that changed.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{self, Parts};
use super::{files, jobs, named, rollout, secrets, service, storage};
use crate::aws::Ecs as _;
use crate::aws::ecs::{
    ContainerDefinition, DescribeTaskDefinition, RegisterTaskDefinition, TaskDefinition,
};
use crate::cloud::Context;
use crate::error::Cause;
use crate::strategy::App;

/// New definitions by service.
pub(super) type Changes = BTreeMap<String, RegisterTaskDefinition>;

/// Registers the definitions of all services and jobs.
pub(super) async fn register_all(cx: &Context<'_>, app: &App, parts: &Parts) -> Result<(), Cause> {
    for name in app.project.services.keys() {
        if !app.project.is_awaited(name) {
            let request = definition::of(app, name, parts)?;
            cx.cloud.register_task_definition(request).await?;
        }
    }
    Ok(())
}

/// Finds out which services the new version changes; none when it needs things that were never made.
pub(super) async fn compare(cx: &Context<'_>, app: &App) -> Result<Option<Changes>, Cause> {
    let running = service::describe(cx, app).await?;
    let mut changes = Changes::new();
    for name in service::lasting(app) {
        let Some(current) = running
            .iter()
            .find(|s| s.service_name == named::service(name))
        else {
            return Ok(None);
        };
        let request = DescribeTaskDefinition {
            task_definition: current.task_definition.clone(),
            ..DescribeTaskDefinition::default()
        };
        let old = cx
            .cloud
            .describe_task_definition(request)
            .await?
            .task_definition;
        let parts = Parts::of(app, name, &old);
        if !suffices(app, name, &parts, &old) {
            return Ok(None);
        }
        let new = definition::of(app, name, &parts)?;
        if !is_same(&new, &old) {
            changes.insert(name.to_owned(), new);
        }
    }
    Ok(Some(changes))
}

/// Tells whether all that the new version of a service refers to exists.
fn suffices(app: &App, name: &str, parts: &Parts, old: &TaskDefinition) -> bool {
    let secrets = secrets::variables(app, name).all(|(variable, _)| {
        parts
            .secrets
            .contains_key(&named::secret(app, name, variable))
    });
    let stated = &app.project.services[name];
    let volumes =
        storage::named_mounts(stated).all(|(key, ..)| parts.access_points.contains_key(key));
    let main = old.container_definitions.iter().find(|c| c.name == name);
    let open: BTreeSet<u16> = main
        .into_iter()
        .flat_map(|c| c.port_mappings.iter().map(|p| p.container_port))
        .collect();
    let ports = app.ports(name).into_iter().all(|port| open.contains(&port));
    let alone = !files::any(app, name) && jobs::awaited(app, name).next().is_none();
    secrets && volumes && ports && alone
}

/// Tells whether two definitions run the same programs in the same way.
fn is_same(new: &RegisterTaskDefinition, old: &TaskDefinition) -> bool {
    let key = |c: &ContainerDefinition| {
        let environment: BTreeMap<String, String> = c
            .environment
            .iter()
            .map(|pair| (pair.name.clone(), pair.value.clone()))
            .collect();
        let check = c.health_check.as_ref().map(|h| h.command.clone());
        (
            c.name.clone(),
            c.image.clone(),
            c.entry_point.clone(),
            c.command.clone(),
            environment,
            check,
        )
    };
    let new_containers: Vec<_> = new.container_definitions.iter().map(key).collect();
    let old_containers: Vec<_> = old.container_definitions.iter().map(key).collect();
    new_containers == old_containers && new.cpu == old.cpu && new.memory == old.memory
}

/// Registers new revisions; gives their ARNs by service.
pub(super) async fn register(
    cx: &Context<'_>,
    changes: Changes,
) -> Result<BTreeMap<String, String>, Cause> {
    let mut revisions = BTreeMap::new();
    for (name, definition) in changes {
        let registered = cx.cloud.register_task_definition(definition).await?;
        revisions.insert(name, registered.task_definition.task_definition_arn);
    }
    Ok(revisions)
}

/// Rolls each changed service to its new revision, after the services that it needs.
pub(super) async fn roll(
    cx: &Context<'_>,
    app: &App,
    revisions: BTreeMap<String, String>,
) -> Result<(), Cause> {
    for name in service::lasting(app) {
        let Some(revision) = revisions.get(name) else {
            continue;
        };
        let id = rollout::begin(cx, app, name, revision, None).await?;
        let begun = [(name.to_owned(), id)].into();
        rollout::wait(cx, app, &begun).await?;
    }
    Ok(())
}
