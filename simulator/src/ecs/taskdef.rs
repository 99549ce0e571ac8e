//! Task definitions: families and their revisions.

use std::sync::Arc;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    ContainerDefinition, DeregisterTaskDefinition, DeregisterTaskDefinitionOutput,
    DescribeTaskDefinition, DescribeTaskDefinitionOutput, ListTaskDefinitionFamilies,
    ListTaskDefinitionFamiliesOutput, ListTaskDefinitions, ListTaskDefinitionsOutput,
    RegisterTaskDefinition, RegisterTaskDefinitionOutput, Tag, TaskDefinition,
};
use paperboat_core::error::{CloudError, ErrorKind};

use super::capacity::Compatible;
use super::mode::Mode;
use super::ports::{self, HostPorts};
use super::refuse::{PAGE, page};
use super::validate::{self, Size};
use super::{client, invalid, refuse};
use crate::arena::Key;
use crate::id::arn;
use crate::world::{CallId, Outcome, World};

/// Names a task definition.
pub(crate) type DefinitionKey = Key<Definition>;

/// One revision of a family.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    /// As it is described, `ACTIVE` or `INACTIVE` apart.
    pub(super) shown: Arc<TaskDefinition>,
    active: bool,
    pub(super) tags: Vec<Tag>,
    pub(super) size: Size,
    /// Where its tasks may run.
    pub(super) compatible: Compatible,
    /// How its tasks' containers are connected.
    pub(super) mode: Mode,
    /// The ports that each of its tasks must have of its instance.
    pub(super) ports: HostPorts,
}

impl Definition {
    pub(super) fn containers(&self) -> &[ContainerDefinition] {
        &self.shown.container_definitions
    }

    fn described(&self) -> TaskDefinition {
        let mut shown = TaskDefinition::clone(&self.shown);
        shown.status = if self.active { "ACTIVE" } else { "INACTIVE" }.to_owned();
        shown
    }
}

/// An amount at the task level as it is shown: nothing where nothing was said.
fn shown_amount(amount: Option<u32>) -> String {
    amount.map_or_else(String::new, |amount| amount.to_string())
}

/// Registers a revision, after checking it as AWS does.
pub(super) fn register(
    w: &mut World,
    call: CallId,
    r: RegisterTaskDefinition,
) -> Result<Outcome, CloudError> {
    let validate::Checked {
        size,
        compatible,
        mode,
    } = validate::task_definition(&w.model, &r)?;
    let revisions = w.ecs.families.entry(r.family.clone()).or_default();
    let revision = revisions.len() as u32 + 1;
    let name = format!("task-definition/{}:{revision}", r.family);
    let mut shown = TaskDefinition {
        task_definition_arn: arn("ecs", &name),
        family: r.family,
        revision,
        status: String::new(),
        task_role_arn: r.task_role_arn,
        execution_role_arn: r.execution_role_arn,
        network_mode: r.network_mode,
        container_definitions: r.container_definitions,
        volumes: r.volumes,
        requires_compatibilities: r.requires_compatibilities,
        cpu: shown_amount(size.own.cpu),
        memory: shown_amount(size.own.memory_mib),
        runtime_platform: r.runtime_platform,
        ephemeral_storage: r.ephemeral_storage,
    };
    for port in shown
        .container_definitions
        .iter_mut()
        .flat_map(|c| &mut c.port_mappings)
    {
        port.host_port = Some(mode.host_port(port.host_port, port.container_port));
        if port.protocol.is_empty() {
            port.protocol = "tcp".into();
        }
    }
    for container in &mut shown.container_definitions {
        container.essential.get_or_insert(true);
    }
    let definition = Definition {
        ports: ports::all_fixed(mode, &shown.container_definitions),
        mode,
        shown: Arc::new(shown),
        active: true,
        tags: r.tags,
        size,
        compatible,
    };
    let task_definition = definition.described();
    let key = w.ecs.definitions.insert(definition);
    if let Some(revisions) = w.ecs.families.get_mut(&task_definition.family) {
        revisions.push(key);
    }
    let cause = w.call_event(call);
    w.state_apart(Some(cause), &name, "", "ACTIVE", "");
    Ok(Outcome::Done(Reply::RegisterTaskDefinition(
        RegisterTaskDefinitionOutput { task_definition },
    )))
}

/// Finds a revision by ARN, `family:revision`, or `family` (its newest active revision).
pub(super) fn look_up(w: &World, name: &str) -> Option<DefinitionKey> {
    let name = name.rsplit('/').next().unwrap_or(name);
    match name.split_once(':') {
        Some((family, revision)) => {
            let revision: usize = revision.parse().ok()?;
            let revisions = w.ecs.families.get(family)?;
            revisions.get(revision.checked_sub(1)?).copied()
        }
        None => {
            let revisions = w.ecs.families.get(name)?;
            let newest = revisions.iter().rev();
            newest.copied().find(|k| w.ecs.definitions[*k].active)
        }
    }
}

/// Finds a revision that tasks can be started from.
///
/// # Errors
/// `ClientException` when there is none, or when it was deregistered.
pub(super) fn find(w: &World, operation: &str, name: &str) -> Result<DefinitionKey, CloudError> {
    let key = look_up(w, name).ok_or_else(|| client(operation, "TaskDefinition not found."))?;
    if !w.ecs.definitions[key].active {
        return Err(client(operation, "TaskDefinition is inactive"));
    }
    Ok(key)
}

pub(super) fn describe(w: &World, r: &DescribeTaskDefinition) -> Result<Outcome, CloudError> {
    let key = look_up(w, &r.task_definition).ok_or_else(|| {
        refuse(
            ErrorKind::NotFound,
            "DescribeTaskDefinition",
            "ClientException",
            "Unable to describe task definition.",
        )
    })?;
    let definition = &w.ecs.definitions[key];
    let task_definition = definition.described();
    let shown = r.include.iter().any(|what| what == "TAGS");
    let tags = if shown {
        definition.tags.clone()
    } else {
        Vec::new()
    };
    Ok(Outcome::Done(Reply::DescribeTaskDefinition(
        DescribeTaskDefinitionOutput {
            task_definition,
            tags,
        },
    )))
}

/// Whether revisions of a status are asked for: `ACTIVE` unless it is said.
fn wants_active(operation: &str, status: &str) -> Result<bool, CloudError> {
    match status {
        "" | "ACTIVE" => Ok(true),
        "INACTIVE" => Ok(false),
        other => Err(invalid(operation, format!("Invalid status '{other}'"))),
    }
}

/// Lists the families that have a revision of the status, those without any active one as `INACTIVE`; without a
/// status, all.
pub(super) fn families(w: &World, r: &ListTaskDefinitionFamilies) -> Result<Outcome, CloudError> {
    let wanted = match r.status.as_str() {
        "" | "ALL" => None,
        status => Some(wants_active("ListTaskDefinitionFamilies", status)?),
    };
    let fits = |revisions: &[DefinitionKey]| {
        let active = revisions.iter().any(|k| w.ecs.definitions[*k].active);
        wanted.is_none_or(|wanted| wanted == active)
    };
    let all = w.ecs.families.iter();
    let ours =
        all.filter(|(name, revisions)| name.starts_with(&r.family_prefix) && fits(revisions));
    let all = ours.map(|(name, _)| name.clone()).collect();
    let token = r.next_token.as_deref();
    let (families, next_token) = page(
        "ListTaskDefinitionFamilies",
        all,
        token,
        r.max_results,
        PAGE,
    )?;
    Ok(Outcome::Done(Reply::ListTaskDefinitionFamilies(
        ListTaskDefinitionFamiliesOutput {
            families,
            next_token,
        },
    )))
}

/// Lists revisions, those of one family or of all.
pub(super) fn revisions(w: &World, r: &ListTaskDefinitions) -> Result<Outcome, CloudError> {
    let active = wants_active("ListTaskDefinitions", &r.status)?;
    let all = w.ecs.families.iter();
    let ours = all.filter(|(name, _)| r.family_prefix.is_empty() || **name == r.family_prefix);
    let definitions = ours
        .flat_map(|(_, keys)| keys)
        .map(|k| &w.ecs.definitions[*k]);
    let mut all: Vec<String> = definitions
        .filter(|d| d.active == active)
        .map(|d| d.shown.task_definition_arn.clone())
        .collect();
    match r.sort.as_str() {
        "" | "ASC" => {}
        "DESC" => all.reverse(),
        other => {
            let message = format!("Invalid sort order: {other}");
            return Err(invalid("ListTaskDefinitions", message));
        }
    }
    let token = r.next_token.as_deref();
    let (task_definition_arns, next_token) =
        page("ListTaskDefinitions", all, token, r.max_results, PAGE)?;
    Ok(Outcome::Done(Reply::ListTaskDefinitions(
        ListTaskDefinitionsOutput {
            task_definition_arns,
            next_token,
        },
    )))
}

/// Deregisters a revision: what runs goes on, and services that use it can still replace tasks and roll back to it.
pub(super) fn deregister(
    w: &mut World,
    call: CallId,
    r: &DeregisterTaskDefinition,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DeregisterTaskDefinition";
    if !r
        .task_definition
        .rsplit('/')
        .next()
        .is_some_and(|n| n.contains(':'))
    {
        return Err(client(OP, "Missing revision number in task definition"));
    }
    let key = look_up(w, &r.task_definition)
        .ok_or_else(|| client(OP, "The specified task definition does not exist."))?;
    let Some(definition) = w.ecs.definitions.get_mut(key).filter(|d| d.active) else {
        return Ok(deregistered(w, key));
    };
    definition.active = false;
    let shown = Arc::clone(&definition.shown);
    let name = format!("task-definition/{}:{}", shown.family, shown.revision);
    let cause = w.call_event(call);
    w.state_apart(Some(cause), &name, "ACTIVE", "INACTIVE", "");
    Ok(deregistered(w, key))
}

fn deregistered(w: &World, key: DefinitionKey) -> Outcome {
    Outcome::Done(Reply::DeregisterTaskDefinition(
        DeregisterTaskDefinitionOutput {
            task_definition: w.ecs.definitions[key].described(),
        },
    ))
}
