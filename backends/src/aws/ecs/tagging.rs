//! Tags of resources, by their ARNs.

use aws_sdk_ecs::Client;
use paperboat_core::aws::Empty;
use paperboat_core::aws::ecs::{
    ListTagsForResource, ListTagsForResourceOutput, TagResource, UntagResource,
};

use super::cluster::{read_tag, tag};
use crate::aws::convert::{all, text};
use crate::aws::error::{Answer, refused};

pub(in crate::aws) async fn tag_resource(ecs: &Client, r: TagResource) -> Answer<Empty> {
    ecs.tag_resource()
        .set_resource_arn(text(r.resource_arn))
        .set_tags(Some(r.tags.into_iter().map(tag).collect()))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn untag_resource(ecs: &Client, r: UntagResource) -> Answer<Empty> {
    ecs.untag_resource()
        .set_resource_arn(text(r.resource_arn))
        .set_tag_keys(Some(r.tag_keys))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn list_tags_for_resource(
    ecs: &Client,
    r: ListTagsForResource,
) -> Answer<ListTagsForResourceOutput> {
    let found = ecs
        .list_tags_for_resource()
        .set_resource_arn(text(r.resource_arn))
        .send()
        .await
        .map_err(refused)?;
    Ok(ListTagsForResourceOutput {
        tags: all(found.tags, read_tag),
    })
}
