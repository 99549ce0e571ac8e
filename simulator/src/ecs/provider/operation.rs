//! What `CreateCapacityProvider`, `DescribeCapacityProviders`, `DeleteCapacityProvider` and `PutClusterCapacityProviders` do, and
//! how a strategy is read.

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    AutoScalingGroupProvider, CapacityProvider as View, CapacityProviderOutput,
    CapacityProviderStrategyItem, CreateCapacityProvider, CreateClusterOutput,
    DeleteCapacityProvider, DescribeCapacityProviders, DescribeCapacityProvidersOutput, Failure,
    ManagedScaling, PutClusterCapacityProviders, TaskStatus,
};
use paperboat_core::error::{CloudError, ErrorKind};

use super::{Provider, ProviderKey, Scaling, scaling};
use crate::autoscaling;
use crate::ecs::refuse::{PAGE, page};
use crate::ecs::{client, cluster, invalid, refuse};
use crate::model::Limit;
use crate::world::{CallId, Outcome, World};

/// Finds a provider by its name or ARN.
pub(in crate::ecs) fn look_up(w: &World, name: &str) -> Option<ProviderKey> {
    let name = name.rsplit('/').next().unwrap_or(name);
    let mut all = w.ecs.providers.iter();
    all.find(|(_, p)| p.name == name).map(|(key, _)| key)
}

fn view(provider: &Provider, with_tags: bool) -> View {
    View {
        capacity_provider_arn: provider.arn(),
        name: provider.name.clone(),
        status: "ACTIVE".to_owned(),
        auto_scaling_group_provider: Some(provider.shown.clone()),
        update_status: String::new(),
        tags: if with_tags {
            provider.tags.clone()
        } else {
            Vec::new()
        },
    }
}

/// Creates a provider over an Auto Scaling group.
pub(in crate::ecs) fn create(
    w: &mut World,
    call: CallId,
    r: CreateCapacityProvider,
) -> Result<Outcome, CloudError> {
    const OP: &str = "CreateCapacityProvider";
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let lower = r.name.to_ascii_lowercase();
    let taken = ["aws", "ecs", "fargate"];
    if r.name.is_empty()
        || r.name.len() > 255
        || !r.name.chars().all(allowed)
        || taken.iter().any(|prefix| lower.starts_with(prefix))
    {
        let message = "The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters (upper and lowercase), numbers, underscores, and hyphens. The name cannot be prefixed with \"aws\", \"ecs\", or \"fargate\". Specify a valid name and try again.";
        return Err(invalid(OP, message));
    }
    if look_up(w, &r.name).is_some() {
        let message = "The specified capacity provider already exists. To change the configuration of an existing capacity provider, update the capacity provider.";
        let code = "ClientException";
        return Err(refuse(ErrorKind::AlreadyExists, OP, code, message));
    }
    let Some(asked) = r.auto_scaling_group_provider else {
        let what = "a capacity provider without autoScalingGroupProvider";
        return Err(CloudError::unsupported("ecs:CreateCapacityProvider", what));
    };
    let Some((group, group_arn)) = autoscaling::group_named(w, &asked.auto_scaling_group_arn)
    else {
        let message = "The specified Auto Scaling group ARN is not valid. Verify that the Auto Scaling group exists and try again.";
        return Err(client(OP, message));
    };
    if w.ecs.providers.iter().any(|(_, p)| p.group == group) {
        let message = "The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto Scaling group ARN and try again.";
        return Err(client(OP, message));
    }
    if asked.managed_termination_protection == "ENABLED" {
        let what = "managedTerminationProtection ENABLED";
        return Err(CloudError::unsupported("ecs:CreateCapacityProvider", what));
    }
    let (scaling, shown) = managed(w, asked.managed_scaling.as_ref())?;
    let draining = asked.managed_draining != "DISABLED";
    let cause = w.call_event(call);
    let resource = format!("capacity-provider/{}", r.name);
    let last = w.state_apart(Some(cause), &resource, "", "ACTIVE", "");
    let provider = Provider {
        name: r.name,
        group,
        shown: AutoScalingGroupProvider {
            auto_scaling_group_arn: group_arn,
            managed_scaling: Some(shown),
            managed_termination_protection: "DISABLED".to_owned(),
            managed_draining: if draining { "ENABLED" } else { "DISABLED" }.to_owned(),
        },
        scaling,
        draining,
        tags: r.tags,
        idle_since: None,
        due: None,
        generation: 0,
        last,
    };
    let capacity_provider = view(&provider, true);
    w.ecs.providers.insert(provider);
    let output = CapacityProviderOutput { capacity_provider };
    Ok(Outcome::Done(Reply::CreateCapacityProvider(output)))
}

/// Reads managed scaling: ENABLED for a target of 100 %, in steps of 1 to 10000, unless something else is said (API reference,
/// `ManagedScaling`).
fn managed(
    w: &World,
    asked: Option<&ManagedScaling>,
) -> Result<(Option<Scaling>, ManagedScaling), CloudError> {
    const OP: &str = "CreateCapacityProvider";
    let asked = asked.cloned().unwrap_or_default();
    let most = w.model.limit(Limit::EcsScalingStepMost) as u32;
    let target = asked.target_capacity.unwrap_or(100);
    let least_step = asked.minimum_scaling_step_size.unwrap_or(1);
    let most_step = asked.maximum_scaling_step_size.unwrap_or(most);
    let warm_up = w.model.limit(Limit::EcsScalingWarmUpS) as u32;
    if !(1..=100).contains(&target) {
        return Err(invalid(OP, "targetCapacity must be between 1 and 100."));
    }
    if least_step == 0 || most_step > most || least_step > most_step {
        let message = format!("The scaling step sizes must be between 1 and {most}.");
        return Err(invalid(OP, message));
    }
    let on = asked.status != "DISABLED";
    let scaling = on.then_some(Scaling {
        target,
        steps: (least_step, most_step),
    });
    let shown = ManagedScaling {
        status: if on { "ENABLED" } else { "DISABLED" }.to_owned(),
        target_capacity: Some(target),
        minimum_scaling_step_size: Some(least_step),
        maximum_scaling_step_size: Some(most_step),
        instance_warmup_period: Some(asked.instance_warmup_period.unwrap_or(warm_up)),
    };
    Ok((scaling, shown))
}

/// Describes the providers that are named, or all of them.
pub(in crate::ecs) fn describe(
    w: &World,
    r: &DescribeCapacityProviders,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DescribeCapacityProviders";
    let with_tags = r.include.iter().any(|what| what == "TAGS");
    let mut failures = Vec::new();
    let mut found = Vec::new();
    for name in &r.capacity_providers {
        match look_up(w, name) {
            Some(key) => found.push(view(&w.ecs.providers[key], with_tags)),
            None => failures.push(Failure {
                arn: crate::id::arn("ecs", &format!("capacity-provider/{name}")),
                reason: "MISSING".to_owned(),
            }),
        }
    }
    if r.capacity_providers.is_empty() {
        let all = w.ecs.providers.iter();
        found.extend(all.map(|(_, p)| view(p, with_tags)));
    }
    let (capacity_providers, next_token) = page(OP, found, r.next_token.as_deref(), None, PAGE)?;
    let output = DescribeCapacityProvidersOutput {
        capacity_providers,
        failures,
        next_token,
    };
    Ok(Outcome::Done(Reply::DescribeCapacityProviders(output)))
}

/// Deletes a provider that no active cluster has. Its group stays.
pub(in crate::ecs) fn delete(
    w: &mut World,
    call: CallId,
    r: &DeleteCapacityProvider,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DeleteCapacityProvider";
    let key = look_up(w, &r.capacity_provider).ok_or_else(|| {
        let message = "The specified capacity provider does not exist. Specify a valid name or ARN and try again.";
        refuse(ErrorKind::NotFound, OP, "ClientException", message)
    })?;
    let mut clusters = w.ecs.clusters.values();
    if let Some(cluster) = clusters.find(|c| c.is_active() && c.providers.contains(&key)) {
        let message = format!(
            "The capacity provider cannot be deleted because it is associated with cluster: {}. Remove the capacity provider from the cluster and try again.",
            cluster.name
        );
        return Err(refuse(ErrorKind::InUse, OP, "ClientException", message));
    }
    let cause = w.call_event(call);
    let resource = w.ecs.providers[key].resource();
    w.state_apart(Some(cause), &resource, "ACTIVE", "INACTIVE", "");
    let provider = w.ecs.providers.remove(key);
    let mut capacity_provider = provider.map(|p| view(&p, true)).unwrap_or_default();
    capacity_provider.update_status = "DELETE_IN_PROGRESS".to_owned();
    let output = CapacityProviderOutput { capacity_provider };
    Ok(Outcome::Done(Reply::DeleteCapacityProvider(output)))
}

/// Says which providers a cluster has, and which of them takes tasks that do not say.
pub(in crate::ecs) fn put(
    w: &mut World,
    call: CallId,
    r: &PutClusterCapacityProviders,
) -> Result<Outcome, CloudError> {
    const OP: &str = "PutClusterCapacityProviders";
    let name = cluster::find(w, OP, &r.cluster)?.name.to_string();
    let mut providers = Vec::new();
    let names = r.capacity_providers.as_deref().unwrap_or_default();
    for wanted in names {
        if wanted == "FARGATE" || wanted == "FARGATE_SPOT" {
            let what = format!("the capacity provider {wanted}");
            return Err(CloudError::unsupported(
                "ecs:PutClusterCapacityProviders",
                what,
            ));
        }
        let key = look_up(w, wanted).ok_or_else(|| {
            let message = format!("The specified capacity provider '{wanted}' was not found. Specify a valid name or ARN and try again.");
            invalid(OP, message)
        })?;
        providers.push(key);
    }
    let used = |task: &crate::ecs::TaskKey| {
        let task = &w.ecs.tasks[*task];
        let provider = task
            .provider()
            .filter(|_| task.status != TaskStatus::Stopped);
        provider.is_some_and(|key| !providers.contains(&key))
    };
    if w.ecs.clusters[&name].tasks.iter().any(used) {
        let message = "The specified capacity provider is in use and cannot be removed.";
        let code = "ResourceInUseException";
        return Err(refuse(ErrorKind::InUse, OP, code, message));
    }
    let default = r.default_capacity_provider_strategy.as_deref();
    let default = default.unwrap_or_default();
    for item in default {
        let key = look_up(w, &item.capacity_provider);
        if key.is_none_or(|key| !providers.contains(&key)) {
            return Err(invalid(OP, NOT_ASSOCIATED));
        }
    }
    single(OP, default)?;
    let cause = w.call_event(call);
    let resource = format!("cluster/{name}/capacity-providers");
    let event = w.state_apart(Some(cause), &resource, "", names.join(","), "");
    if let Some(cluster) = w.ecs.clusters.get_mut(&name) {
        cluster.providers.clone_from(&providers);
        cluster.default_strategy = default.to_vec();
    }
    for key in providers {
        scaling::look_soon(w, key, event);
    }
    let cluster = cluster::shown(w, &name);
    let output = CreateClusterOutput { cluster };
    Ok(Outcome::Done(Reply::PutClusterCapacityProviders(output)))
}

const NOT_ASSOCIATED: &str = "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster and try again.";

/// Refuses strategies of several providers.
fn single(operation: &str, strategy: &[CapacityProviderStrategyItem]) -> Result<(), CloudError> {
    if strategy.len() > 1 {
        let what = "a capacity provider strategy of several providers";
        return Err(CloudError::unsupported(&format!("ecs:{operation}"), what));
    }
    Ok(())
}

/// The provider of a strategy; without one, and without a launch type, the cluster's default one. None where tasks are launched by
/// launch type.
///
/// # Errors
/// `InvalidParameterException` for a provider that the cluster does not have, or beside a launch type.
pub(in crate::ecs) fn strategy(
    w: &World,
    operation: &str,
    cluster: &str,
    launch_type: &str,
    asked: &[CapacityProviderStrategyItem],
) -> Result<Option<ProviderKey>, CloudError> {
    if !asked.is_empty() && !launch_type.is_empty() {
        let message = "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.";
        return Err(invalid(operation, message));
    }
    let cluster = cluster::find(w, operation, cluster)?;
    let items = match asked {
        [] if launch_type.is_empty() => &cluster.default_strategy,
        asked => asked,
    };
    single(operation, items)?;
    let Some(item) = items.first() else {
        return Ok(None);
    };
    let key = look_up(w, &item.capacity_provider);
    let key = key.filter(|key| cluster.providers.contains(key));
    key.map(Some)
        .ok_or_else(|| invalid(operation, NOT_ASSOCIATED))
}
