//! What a task needs before its containers: secrets, log groups, registries, file systems.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::aws::ecs::{ContainerDefinition, TaskDefinition};

use super::instance;
use super::task::{TaskKey, definition};
use crate::container::{self, ContainerKey};
use crate::efs::{self, Share};
use crate::meter;
use crate::model::Timing;
use crate::net::Endpoint;
use crate::world::World;
use crate::{ec2, ecr, iam, logs, secretsmanager};

/// What was fetched and mounted for a task.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prepared {
    /// The secrets of each container, as environment variables.
    pub(super) secrets: Vec<Vec<(String, String)>>,
    /// The folder behind each volume on EFS.
    pub(super) shares: BTreeMap<String, Share>,
}

/// Checks that ECS can take on the roles of a task definition.
///
/// # Errors
/// In ECS's words.
pub(super) fn assume_roles(w: &World, shown: &TaskDefinition) -> Result<(), String> {
    for role in [&shown.execution_role_arn, &shown.task_role_arn] {
        if !role.is_empty() && !iam::trusts(w, role, "ecs-tasks.amazonaws.com") {
            return Err(format!(
                "ECS was unable to assume the role '{role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role."
            ));
        }
    }
    Ok(())
}

/// Fetches and mounts; says how long that takes, or how long until ECS gives up and in which words.
///
/// The order is that of Fargate's agent: credentials and secrets, log drivers, volumes; images come after.
pub(super) fn prepare(
    w: &mut World,
    key: TaskKey,
) -> Result<(Prepared, Duration), (String, Duration)> {
    let shown = std::sync::Arc::clone(&definition(w, key).shown);
    let stream = w.ecs.tasks[key].stream(w);
    let mut takes = Duration::ZERO;
    let online = super::pull::online(w, key);
    let mut secrets = Vec::new();
    for container in &shown.container_definitions {
        let mut values = Vec::new();
        for secret in &container.secrets {
            if !online {
                return Err((unreachable_secrets(&secret.value_from), give_up(w, &stream)));
            }
            takes += w.draw(Timing::EcsSecretFetch, &stream);
            let value = fetch(w, key, &shown.execution_role_arn, &secret.value_from);
            if value.is_ok() {
                meter::secret_call(w);
            }
            values.push((secret.name.clone(), value.map_err(|e| (e, takes))?));
        }
        secrets.push(values);
    }
    for container in &shown.container_definitions {
        if ecr::is_ecr(&container.image) {
            if !online {
                return Err((unreachable_registry(), give_up(w, &stream)));
            }
            registry(w, key, &shown, container).map_err(|e| (e, takes))?;
        }
    }
    for container in &shown.container_definitions {
        let logs = log_group(w, key, &shown, container, online);
        logs.map_err(|e| (e, if online { takes } else { give_up(w, &stream) }))?;
    }
    let mut shares = BTreeMap::new();
    for volume in &shown.volumes {
        let Some(efs) = &volume.efs_volume_configuration else {
            continue;
        };
        // On a container instance the instance mounts, and lets its task see.
        let endpoint = instance::machine_of(w, key).map_or(Endpoint::Task(key), Endpoint::Machine);
        let zone = w.ecs.tasks[key].zone(w).to_owned();
        let access_point = efs.authorization_config.as_ref();
        let access_point = access_point
            .map(|a| a.access_point_id.as_str())
            .filter(|a| !a.is_empty());
        let root = if efs.root_directory.is_empty() {
            "/"
        } else {
            &efs.root_directory
        };
        let share = efs::mount(w, endpoint, &zone, &efs.file_system_id, access_point, root);
        match share {
            Ok(share) => {
                takes += w.draw(Timing::EfsMount, &stream);
                shares.insert(volume.name.clone(), share);
            }
            Err(words) => {
                let reason = format!(
                    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: {words}"
                );
                let timed_out = words.contains("timed out");
                let after = if timed_out {
                    give_up(w, &stream)
                } else {
                    w.draw(Timing::EfsMount, &stream)
                };
                return Err((reason, takes + after));
            }
        }
    }
    Ok((Prepared { secrets, shares }, takes))
}

/// The text of a file that another container of a task has written, on a volume that both mount.
pub(crate) fn file(w: &World, key: TaskKey, reader: ContainerKey, path: &str) -> Option<String> {
    let containers = definition(w, key).containers();
    let members = &w.ecs.tasks[key].members;
    let n = members.iter().position(|m| m.container == Some(reader))?;
    let mounts = containers.get(n)?.mount_points.iter();
    let (volume, inside) = mounts
        .filter_map(|m| Some((&m.source_volume, below(path, &m.container_path)?)))
        .min_by_key(|(_, inside)| inside.len())?;
    let writers = containers.iter().zip(members).flat_map(|(c, member)| {
        let mounts = c.mount_points.iter();
        mounts
            .filter(|m| m.source_volume == *volume)
            .filter_map(|m| Some((&m.container_path, member.container?)))
    });
    writers
        .flat_map(|(folder, writer)| {
            let files = container::written(w, writer).into_iter();
            files.filter_map(move |(path, text)| (below(&path, folder)? == inside).then_some(text))
        })
        .last()
}

/// A path within a folder.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    path.strip_prefix(folder.trim_end_matches('/'))?
        .strip_prefix('/')
}

/// How long the agent tries to reach what does not answer.
fn give_up(w: &mut World, stream: &str) -> Duration {
    w.draw(Timing::EcsFetchGiveUp, stream)
}

fn unreachable_secrets(arn: &str) -> String {
    format!(
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret {arn} from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration."
    )
}

fn unreachable_registry() -> String {
    "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration.".into()
}

fn role_name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// The role with which a task's images are pulled and its logs are written: without an execution role, its instance's.
fn executing(w: &World, key: TaskKey, shown: &TaskDefinition) -> String {
    let own = Some(shown.execution_role_arn.clone()).filter(|role| !role.is_empty());
    let instances = || ec2::role_on(w, instance::machine_of(w, key)?);
    own.or_else(instances).unwrap_or_default()
}

/// The refusal that a role's credentials get, as every service words it.
fn denied(w: &World, key: TaskKey, role: &str, words: &str) -> String {
    let (account, id) = (crate::id::ACCOUNT, &w.ecs.tasks[key].id);
    let role = role_name(role);
    format!("AccessDeniedException: User: arn:aws:sts::{account}:assumed-role/{role}/{id} {words}")
}

fn fetch(w: &World, key: TaskKey, role: &str, value_from: &str) -> Result<String, String> {
    const ACTION: &str = "secretsmanager:GetSecretValue";
    let value = match iam::allows(
        w,
        role,
        ACTION,
        &secretsmanager::resource_arn(w, value_from),
    ) {
        Ok(()) => secretsmanager::value(w, value_from),
        Err(words) => Err(denied(w, key, role, &words)),
    };
    value.map_err(|words| {
        format!(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret {value_from} from secrets manager: {words}"
        )
    })
}

fn registry(
    w: &World,
    key: TaskKey,
    shown: &TaskDefinition,
    c: &ContainerDefinition,
) -> Result<(), String> {
    const ACTION: &str = "ecr:GetAuthorizationToken";
    let role = &executing(w, key, shown);
    if let Err(words) = iam::allows(w, role, ACTION, "*") {
        let words = denied(w, key, role, &words);
        return Err(format!(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): {words}"
        ));
    }
    match ecr::missing(w, &c.image) {
        None => Ok(()),
        Some(name) => Err(format!(
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {}: failed to authorize: name unknown: The repository with name '{name}' does not exist in the registry with id '{}'",
            c.image,
            crate::id::ACCOUNT
        )),
    }
}

fn log_group(
    w: &mut World,
    key: TaskKey,
    shown: &TaskDefinition,
    c: &ContainerDefinition,
    online: bool,
) -> Result<(), String> {
    const INVALID: &str = "ResourceInitializationError: failed to validate logger args:";
    let Some(log) = c
        .log_configuration
        .as_ref()
        .filter(|l| l.log_driver == "awslogs")
    else {
        return Ok(());
    };
    if !online {
        return Err(format!(
            "{INVALID} The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed"
        ));
    }
    let group = log.options.get("awslogs-group").map_or("", String::as_str);
    let create = log
        .options
        .get("awslogs-create-group")
        .is_some_and(|v| v == "true");
    let actions: &[&str] = if create {
        &["logs:CreateLogGroup", "logs:CreateLogStream"]
    } else {
        &["logs:CreateLogStream"]
    };
    let prefix = log.options.get("awslogs-stream-prefix");
    let stream = match prefix {
        Some(prefix) => format!("{prefix}/{}/{}", c.name, w.ecs.tasks[key].id),
        None => String::new(),
    };
    for action in actions {
        let stream = match *action {
            "logs:CreateLogGroup" => "",
            _ => stream.as_str(),
        };
        let resource = crate::id::arn("logs", &format!("log-group:{group}:log-stream:{stream}"));
        let role = executing(w, key, shown);
        if let Err(words) = iam::allows(w, &role, action, &resource) {
            let words = denied(w, key, &role, &words);
            return Err(format!(
                "{INVALID} create stream has been retried 1 times: failed to create Cloudwatch log stream: {words} : exit status 1"
            ));
        }
    }
    if create {
        logs::ensure(w, group);
    }
    if logs::exists(w, group) {
        return Ok(());
    }
    Err(format!(
        "{INVALID} create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1"
    ))
}
