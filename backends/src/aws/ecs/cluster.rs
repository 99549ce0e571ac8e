//! Clusters, and what all of ECS shares: tags and failures.

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    Cluster, CreateCluster, CreateClusterOutput, DeleteCluster, DeleteClusterOutput,
    DescribeClusters, DescribeClustersOutput, Failure, ListClusters, ListClustersOutput, Setting,
    Tag,
};

use super::capacity_provider::read_item;
use crate::aws::convert::{all, int, list, number, portions, text, word, words};
use crate::aws::error::{Answer, refused};

/// The most clusters, or tasks, that one request may ask for (API reference, `DescribeClusters`, `DescribeTasks`).
pub(super) const MOST: usize = 100;

pub(super) fn tag(t: Tag) -> sdk::Tag {
    sdk::Tag::builder().key(t.key).value(t.value).build()
}

pub(super) fn read_tag(t: sdk::Tag) -> Tag {
    Tag {
        key: t.key.unwrap_or_default(),
        value: t.value.unwrap_or_default(),
    }
}

pub(super) fn read_failure(f: sdk::Failure) -> Failure {
    Failure {
        arn: f.arn.unwrap_or_default(),
        reason: f.reason.unwrap_or_default(),
    }
}

pub(super) fn read(c: sdk::Cluster) -> Cluster {
    Cluster {
        cluster_arn: c.cluster_arn.unwrap_or_default(),
        cluster_name: c.cluster_name.unwrap_or_default(),
        status: c.status.unwrap_or_default(),
        running_tasks_count: number(c.running_tasks_count),
        pending_tasks_count: number(c.pending_tasks_count),
        active_services_count: number(c.active_services_count),
        registered_container_instances_count: number(c.registered_container_instances_count),
        tags: all(c.tags, read_tag),
        capacity_providers: c.capacity_providers.unwrap_or_default(),
        default_capacity_provider_strategy: all(c.default_capacity_provider_strategy, read_item),
    }
}

pub(in crate::aws) async fn create_cluster(
    ecs: &Client,
    r: CreateCluster,
) -> Answer<CreateClusterOutput> {
    let setting = |s: Setting| {
        sdk::ClusterSetting::builder()
            .set_name(word(&s.name))
            .value(s.value)
            .build()
    };
    let made = ecs
        .create_cluster()
        .set_cluster_name(text(r.cluster_name))
        .set_settings(list(r.settings, setting))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateClusterOutput {
        cluster: made.cluster.map(read).unwrap_or_default(),
    })
}

pub(in crate::aws) async fn list_clusters(
    ecs: &Client,
    r: ListClusters,
) -> Answer<ListClustersOutput> {
    let pages = ecs
        .list_clusters()
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    Ok(ListClustersOutput {
        cluster_arns: found.try_collect().await.map_err(refused)?,
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_clusters(
    ecs: &Client,
    r: DescribeClusters,
) -> Answer<DescribeClustersOutput> {
    let mut out = DescribeClustersOutput::default();
    for names in portions(&r.clusters, MOST) {
        let found = ecs
            .describe_clusters()
            .set_clusters(Some(names).filter(|n| !n.is_empty()))
            .set_include(words(&r.include))
            .send()
            .await
            .map_err(refused)?;
        out.clusters.extend(all(found.clusters, read));
        out.failures.extend(all(found.failures, read_failure));
    }
    Ok(out)
}

pub(in crate::aws) async fn delete_cluster(
    ecs: &Client,
    r: DeleteCluster,
) -> Answer<DeleteClusterOutput> {
    let gone = ecs
        .delete_cluster()
        .set_cluster(text(r.cluster))
        .send()
        .await
        .map_err(refused)?;
    Ok(DeleteClusterOutput {
        cluster: gone.cluster.map(read).unwrap_or_default(),
    })
}
