//! Attributes of container instances.

use aws_sdk_ecs::Client;
use aws_sdk_ecs::error::BuildError;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    Attribute, AttributesOutput, DeleteAttributes, ListAttributes, ListAttributesOutput,
    PutAttributes,
};

use crate::aws::convert::{all, int, known, text, try_list, word};
use crate::aws::error::{Answer, refused, unbuilt};

fn attribute(a: Attribute) -> Result<sdk::Attribute, BuildError> {
    sdk::Attribute::builder()
        .name(a.name)
        .set_value(text(a.value))
        .set_target_type(a.target_type.and_then(|kind| word(kind.word())))
        .set_target_id(text(a.target_id))
        .build()
}

pub(super) fn read_attribute(a: sdk::Attribute) -> Attribute {
    Attribute {
        name: a.name,
        value: a.value.unwrap_or_default(),
        target_type: a.target_type.map(|kind| known(Some(kind))),
        target_id: a.target_id.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn list_attributes(
    ecs: &Client,
    r: ListAttributes,
) -> Answer<ListAttributesOutput> {
    let pages = ecs
        .list_attributes()
        .set_cluster(text(r.cluster))
        .set_target_type(r.target_type.and_then(|kind| word(kind.word())))
        .set_attribute_name(text(r.attribute_name))
        .set_attribute_value(text(r.attribute_value))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found: Vec<sdk::Attribute> = found.try_collect().await.map_err(refused)?;
    Ok(ListAttributesOutput {
        attributes: all(Some(found), read_attribute),
        next_token: None,
    })
}

pub(in crate::aws) async fn put_attributes(
    ecs: &Client,
    r: PutAttributes,
) -> Answer<AttributesOutput> {
    let put = ecs
        .put_attributes()
        .set_cluster(text(r.cluster))
        .set_attributes(try_list(r.attributes, attribute).map_err(unbuilt)?)
        .send()
        .await
        .map_err(refused)?;
    Ok(AttributesOutput {
        attributes: all(put.attributes, read_attribute),
    })
}

pub(in crate::aws) async fn delete_attributes(
    ecs: &Client,
    r: DeleteAttributes,
) -> Answer<AttributesOutput> {
    let gone = ecs
        .delete_attributes()
        .set_cluster(text(r.cluster))
        .set_attributes(try_list(r.attributes, attribute).map_err(unbuilt)?)
        .send()
        .await
        .map_err(refused)?;
    Ok(AttributesOutput {
        attributes: all(gone.attributes, read_attribute),
    })
}
