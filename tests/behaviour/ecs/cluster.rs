//! Clusters.

use paperboat_core::aws::Ecs;
use paperboat_core::aws::ecs::*;

use super::{cluster, create, service};
use crate::bench::Bench;
use crate::case::{Checked, cases};

cases! { "ecs/cluster":
    attributes_of_what_is_unknown_are_refused [CreateCluster, PutAttributes, DeleteAttributes, ListAttributes]
    it_is_made_shown_and_deleted [CreateCluster, DescribeClusters, DeleteCluster]
    its_tags_come_and_go [CreateCluster, TagResource, UntagResource, ListTagsForResource]
    tags_of_what_is_unknown_are_refused [TagResource, UntagResource, ListTagsForResource]
    creating_it_again_gives_the_same [CreateCluster]
    its_name_has_few_characters [CreateCluster]
    one_with_a_service_stays [CreateCluster, CreateService, RegisterTaskDefinition, DeleteCluster]
    what_is_unknown_is_refused [DescribeClusters, DeleteCluster, DescribeServices, ListTasks, DescribeTasks]
}

fn by_name(b: &Bench<'_>) -> DescribeClusters {
    DescribeClusters {
        clusters: vec![b.name("cluster")],
        ..Default::default()
    }
}

async fn it_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let request = CreateCluster {
        cluster_name: b.name("cluster"),
        tags: vec![Tag {
            key: "purpose".into(),
            value: "suite".into(),
        }],
        ..Default::default()
    };
    let made = b.cloud.create_cluster(request).await?.cluster;
    let delete = DeleteCluster {
        cluster: b.name("cluster"),
    };
    b.later(delete.clone());
    b.begins("clusterArn", &made.cluster_arn, "arn:aws:ecs:");
    b.check(
        "clusterName is the one given",
        made.cluster_name == b.name("cluster"),
        "another",
    );
    b.same("status", made.status.as_str(), "ACTIVE");
    let with_tags = DescribeClusters {
        include: vec!["TAGS".into()],
        ..by_name(b)
    };
    let shown = b.cloud.describe_clusters(with_tags).await?.clusters;
    b.same("how many are shown", shown.len(), 1);
    for c in shown {
        b.check(
            "clusterArn stays",
            c.cluster_arn == made.cluster_arn,
            "another",
        );
        let counts = (
            c.running_tasks_count,
            c.pending_tasks_count,
            c.active_services_count,
        );
        b.check("nothing runs in it", counts == (0, 0, 0), "something");
        b.check(
            "the tag is shown",
            c.tags
                .iter()
                .any(|t| t.key == "purpose" && t.value == "suite"),
            "none",
        );
    }
    b.cloud.delete_cluster(delete.clone()).await?;
    let after = b.cloud.describe_clusters(by_name(b)).await?;
    let status = after
        .clusters
        .first()
        .map_or("MISSING", |c| c.status.as_str());
    b.same("the status of a deleted cluster", status, "INACTIVE");
    b.refused("deleting it again", delete, "ClusterNotFoundException")
        .await;
    Ok(())
}

async fn attributes_of_what_is_unknown_are_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "TargetNotFoundException";
    cluster(b).await?;
    let attribute = |value: &str| {
        vec![Attribute {
            name: "stack".into(),
            value: value.into(),
            target_type: Some(TargetType::ContainerInstance),
            target_id: "0".repeat(32),
        }]
    };
    let put = PutAttributes {
        cluster: b.name("cluster"),
        attributes: attribute("test"),
    };
    b.refused("an unknown container instance", put, CODE).await;
    let delete = DeleteAttributes {
        cluster: b.name("cluster"),
        attributes: attribute(""),
    };
    b.refused("an unknown container instance", delete, CODE)
        .await;
    let list = ListAttributes {
        cluster: b.name("cluster"),
        target_type: Some(TargetType::ContainerInstance),
        ..Default::default()
    };
    let found = b.cloud.list_attributes(list).await?.attributes;
    b.same("the attributes of an empty cluster", found.len(), 0);
    Ok(())
}

async fn its_tags_come_and_go(b: &Bench<'_>) -> Checked {
    let tag = |key: &str, value: &str| Tag {
        key: key.into(),
        value: value.into(),
    };
    let request = CreateCluster {
        cluster_name: b.name("cluster"),
        tags: vec![tag("purpose", "suite")],
        ..Default::default()
    };
    let resource_arn = b.cloud.create_cluster(request).await?.cluster.cluster_arn;
    b.later(DeleteCluster {
        cluster: b.name("cluster"),
    });
    let more = TagResource {
        resource_arn: resource_arn.clone(),
        tags: vec![tag("purpose", "tags"), tag("team", "a")],
    };
    b.cloud.tag_resource(more).await?;
    let list = ListTagsForResource {
        resource_arn: resource_arn.clone(),
    };
    let shown = |tags: Vec<Tag>| {
        let mut all: Vec<_> = tags
            .iter()
            .map(|t| format!("{}={}", t.key, t.value))
            .collect();
        all.sort();
        all.join(" ")
    };
    let tags = b.cloud.list_tags_for_resource(list.clone()).await?.tags;
    b.same("the tags", shown(tags).as_str(), "purpose=tags team=a");
    let fewer = UntagResource {
        resource_arn,
        tag_keys: vec!["team".into(), "none".into()],
    };
    b.cloud.untag_resource(fewer).await?;
    let tags = b.cloud.list_tags_for_resource(list).await?.tags;
    b.same(
        "the tags that are left",
        shown(tags).as_str(),
        "purpose=tags",
    );
    Ok(())
}

async fn tags_of_what_is_unknown_are_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "ClusterNotFoundException";
    let resource_arn = format!(
        "arn:aws:ecs:us-east-1:123456789012:cluster/{}",
        b.name("none")
    );
    let tag = TagResource {
        resource_arn: resource_arn.clone(),
        tags: vec![Tag {
            key: "team".into(),
            value: "a".into(),
        }],
    };
    b.refused("an unknown cluster", tag, CODE).await;
    let untag = UntagResource {
        resource_arn: resource_arn.clone(),
        tag_keys: vec!["team".into()],
    };
    b.refused("an unknown cluster", untag, CODE).await;
    let list = ListTagsForResource { resource_arn };
    b.refused("an unknown cluster", list, CODE).await;
    Ok(())
}

async fn creating_it_again_gives_the_same(b: &Bench<'_>) -> Checked {
    cluster(b).await?;
    let again = CreateCluster {
        cluster_name: b.name("cluster"),
        ..Default::default()
    };
    let again = b.cloud.create_cluster(again).await?.cluster;
    b.same("status", again.status.as_str(), "ACTIVE");
    b.check(
        "clusterName is the one given",
        again.cluster_name == b.name("cluster"),
        "another",
    );
    Ok(())
}

async fn its_name_has_few_characters(b: &Bench<'_>) -> Checked {
    let request = CreateCluster {
        cluster_name: "a cluster".into(),
        ..Default::default()
    };
    b.later(DeleteCluster {
        cluster: "a cluster".into(),
    });
    b.refused("a name with a space", request, "InvalidParameterException")
        .await;
    Ok(())
}

async fn one_with_a_service_stays(b: &Bench<'_>) -> Checked {
    create(b, service(b, 0).await?).await?;
    let delete = DeleteCluster {
        cluster: b.name("cluster"),
    };
    b.refused(
        "a cluster with a service",
        delete,
        "ClusterContainsServicesException",
    )
    .await;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "ClusterNotFoundException";
    let shown = b.cloud.describe_clusters(by_name(b)).await?;
    b.same(
        "how many unknown clusters are shown",
        shown.clusters.len(),
        0,
    );
    let reason = shown
        .failures
        .first()
        .map_or("absent", |f| f.reason.as_str());
    b.same("the reason in failures", reason, "MISSING");
    let cluster = b.name("cluster");
    b.refused(
        "an unknown cluster",
        DeleteCluster {
            cluster: cluster.clone(),
        },
        CODE,
    )
    .await;
    b.refused("an unknown cluster", super::by_name(b), CODE)
        .await;
    let list = ListTasks {
        cluster: cluster.clone(),
        ..Default::default()
    };
    b.refused("an unknown cluster", list, CODE).await;
    let tasks = vec!["0123456789abcdef0123456789abcdef".to_owned()];
    b.refused("an unknown cluster", DescribeTasks { cluster, tasks }, CODE)
        .await;
    Ok(())
}
