//! Tags.

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types as sdk;
use paperboat_core::aws::elbv2::{DescribeTags, DescribeTagsOutput, Tag, TagDescription};

use crate::aws::convert::{all, portions};
use crate::aws::error::{Answer, refused};

/// The most resources that one request may ask for (API reference, `DescribeTags`).
const MOST: usize = 20;

pub(super) fn tag(t: Tag) -> sdk::Tag {
    sdk::Tag::builder().key(t.key).value(t.value).build()
}

pub(in crate::aws) async fn describe_tags(
    elb: &Client,
    r: DescribeTags,
) -> Answer<DescribeTagsOutput> {
    let mut out = DescribeTagsOutput::default();
    for arns in portions(&r.resource_arns, MOST) {
        let call = elb.describe_tags().set_resource_arns(Some(arns));
        let found = call.send().await.map_err(refused)?;
        let read = |d: sdk::TagDescription| TagDescription {
            resource_arn: d.resource_arn.unwrap_or_default(),
            tags: all(d.tags, |t| Tag {
                key: t.key.unwrap_or_default(),
                value: t.value.unwrap_or_default(),
            }),
        };
        out.tag_descriptions
            .extend(all(found.tag_descriptions, read));
    }
    Ok(out)
}
