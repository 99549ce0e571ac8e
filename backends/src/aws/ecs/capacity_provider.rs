//! Capacity providers.

use aws_sdk_ecs::Client;
use aws_sdk_ecs::error::BuildError;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    AutoScalingGroupProvider, CapacityProvider, CapacityProviderOutput,
    CapacityProviderStrategyItem, CreateCapacityProvider, CreateClusterOutput,
    DeleteCapacityProvider, DescribeCapacityProviders, DescribeCapacityProvidersOutput,
    ManagedScaling, PutClusterCapacityProviders,
};

use super::cluster::{MOST, read as read_cluster, read_failure, read_tag, tag};
use crate::aws::convert::{
    all, int, list, maybe, number, portions, said, text, try_list, word, words,
};
use crate::aws::error::{Answer, refused, unbuilt};

pub(super) fn item(
    i: CapacityProviderStrategyItem,
) -> Result<sdk::CapacityProviderStrategyItem, BuildError> {
    sdk::CapacityProviderStrategyItem::builder()
        .capacity_provider(i.capacity_provider)
        .weight(int(i.weight))
        .base(int(i.base))
        .build()
}

pub(super) fn read_item(i: sdk::CapacityProviderStrategyItem) -> CapacityProviderStrategyItem {
    CapacityProviderStrategyItem {
        capacity_provider: i.capacity_provider,
        weight: number(i.weight),
        base: number(i.base),
    }
}

fn scaling(s: ManagedScaling) -> sdk::ManagedScaling {
    sdk::ManagedScaling::builder()
        .set_status(word(&s.status))
        .set_target_capacity(s.target_capacity.map(int))
        .set_minimum_scaling_step_size(s.minimum_scaling_step_size.map(int))
        .set_maximum_scaling_step_size(s.maximum_scaling_step_size.map(int))
        .set_instance_warmup_period(s.instance_warmup_period.map(int))
        .build()
}

fn group(g: AutoScalingGroupProvider) -> Result<sdk::AutoScalingGroupProvider, BuildError> {
    sdk::AutoScalingGroupProvider::builder()
        .auto_scaling_group_arn(g.auto_scaling_group_arn)
        .set_managed_scaling(g.managed_scaling.map(scaling))
        .set_managed_termination_protection(word(&g.managed_termination_protection))
        .set_managed_draining(word(&g.managed_draining))
        .build()
}

fn read_group(g: sdk::AutoScalingGroupProvider) -> AutoScalingGroupProvider {
    AutoScalingGroupProvider {
        auto_scaling_group_arn: g.auto_scaling_group_arn,
        managed_scaling: g.managed_scaling.map(|s| ManagedScaling {
            status: said(s.status),
            target_capacity: maybe(s.target_capacity),
            minimum_scaling_step_size: maybe(s.minimum_scaling_step_size),
            maximum_scaling_step_size: maybe(s.maximum_scaling_step_size),
            instance_warmup_period: maybe(s.instance_warmup_period),
        }),
        managed_termination_protection: said(g.managed_termination_protection),
        managed_draining: said(g.managed_draining),
    }
}

fn read(p: sdk::CapacityProvider) -> CapacityProvider {
    CapacityProvider {
        capacity_provider_arn: p.capacity_provider_arn.unwrap_or_default(),
        name: p.name.unwrap_or_default(),
        status: said(p.status),
        auto_scaling_group_provider: p.auto_scaling_group_provider.map(read_group),
        update_status: said(p.update_status),
        tags: all(p.tags, read_tag),
    }
}

pub(in crate::aws) async fn create_capacity_provider(
    ecs: &Client,
    r: CreateCapacityProvider,
) -> Answer<CapacityProviderOutput> {
    let group = r.auto_scaling_group_provider.map(group).transpose();
    let made = ecs
        .create_capacity_provider()
        .set_name(text(r.name))
        .set_auto_scaling_group_provider(group.map_err(unbuilt)?)
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(CapacityProviderOutput {
        capacity_provider: made.capacity_provider.map(read).unwrap_or_default(),
    })
}

pub(in crate::aws) async fn describe_capacity_providers(
    ecs: &Client,
    r: DescribeCapacityProviders,
) -> Answer<DescribeCapacityProvidersOutput> {
    let mut out = DescribeCapacityProvidersOutput::default();
    for names in portions(&r.capacity_providers, MOST) {
        let mut token = None;
        loop {
            let found = ecs
                .describe_capacity_providers()
                .set_capacity_providers(Some(names.clone()).filter(|n| !n.is_empty()))
                .set_include(words(&r.include))
                .set_next_token(token)
                .send()
                .await
                .map_err(refused)?;
            out.capacity_providers
                .extend(all(found.capacity_providers, read));
            out.failures.extend(all(found.failures, read_failure));
            token = found.next_token;
            if token.is_none() {
                break;
            }
        }
    }
    Ok(out)
}

pub(in crate::aws) async fn delete_capacity_provider(
    ecs: &Client,
    r: DeleteCapacityProvider,
) -> Answer<CapacityProviderOutput> {
    let gone = ecs
        .delete_capacity_provider()
        .set_capacity_provider(text(r.capacity_provider))
        .send()
        .await
        .map_err(refused)?;
    Ok(CapacityProviderOutput {
        capacity_provider: gone.capacity_provider.map(read).unwrap_or_default(),
    })
}

pub(in crate::aws) async fn put_cluster_capacity_providers(
    ecs: &Client,
    r: PutClusterCapacityProviders,
) -> Answer<CreateClusterOutput> {
    let default = r.default_capacity_provider_strategy.unwrap_or_default();
    let default = try_list(default, item).map_err(unbuilt)?;
    let changed = ecs
        .put_cluster_capacity_providers()
        .set_cluster(text(r.cluster))
        .set_capacity_providers(r.capacity_providers)
        .set_default_capacity_provider_strategy(Some(default.unwrap_or_default()))
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateClusterOutput {
        cluster: changed.cluster.map(read_cluster).unwrap_or_default(),
    })
}
