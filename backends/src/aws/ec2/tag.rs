//! Tags and filters, and `CreateTags`.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::ec2::{CreateTags, Filter, Tag, TagSpecification};

use crate::aws::convert::{list, some, text, word};
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
