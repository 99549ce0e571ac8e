//! Tags and filters, and `CreateTags`.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::ec2::{
    CreateTags, DescribeResourceTags, DescribeResourceTagsOutput, Filter, Tag, TagDescription,
    TagSpecification,
};

use crate::aws::convert::{int, list, said, some, text, word};
use crate::aws::error::{Answer, refused};

pub(super) fn tag(t: Tag) -> sdk::Tag {
    sdk::Tag::builder().key(t.key).value(t.value).build()
}

pub(super) fn read_tag(t: sdk::Tag) -> Tag {
    Tag {
        key: t.key.unwrap_or_default(),
        value: t.value.unwrap_or_default(),
    }
}

pub(super) fn filters(filters: Vec<Filter>) -> Option<Vec<sdk::Filter>> {
    let to = |f: Filter| {
        sdk::Filter::builder()
            .set_name(text(f.name))
            .set_values(Some(f.values))
            .build()
    };
    list(filters, to)
}

pub(super) fn specifications(
    specifications: Vec<TagSpecification>,
) -> Option<Vec<sdk::TagSpecification>> {
    let to = |s: TagSpecification| {
        sdk::TagSpecification::builder()
            .set_resource_type(word(&s.resource_type))
            .set_tags(list(s.tags, tag))
            .build()
    };
    list(specifications, to)
}

pub(in crate::aws) async fn create_tags(ec2: &Client, r: CreateTags) -> Answer<Empty> {
    ec2.create_tags()
        .set_resources(some(r.resources))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn describe_resource_tags(
    ec2: &Client,
    r: DescribeResourceTags,
) -> Answer<DescribeResourceTagsOutput> {
    let pages = ec2
        .describe_tags()
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let tags = found.try_collect().await.map_err(refused)?;
    let read = |t: sdk::TagDescription| TagDescription {
        key: t.key.unwrap_or_default(),
        resource_id: t.resource_id.unwrap_or_default(),
        resource_type: said(t.resource_type),
        value: t.value.unwrap_or_default(),
    };
    Ok(DescribeResourceTagsOutput {
        tags: tags.into_iter().map(read).collect(),
        next_token: None,
    })
}
