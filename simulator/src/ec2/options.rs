//! The options of an instance's metadata service.

use paperboat_core::aws::ec2::{
    InstanceMetadataOptions, InstanceStateName, ModifyInstanceMetadataOptions,
    ModifyInstanceMetadataOptionsOutput, RunInstances,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::instance::require;
use crate::refusal::{in_use, invalid};
use crate::world::World;

/// The options of a launch. All images here were registered for version 2 of the service, which sets the defaults.
pub(super) fn of_launch(r: &RunInstances) -> Result<InstanceMetadataOptions, CloudError> {
    let asked = r.metadata_options.clone().unwrap_or_default();
    let defaults = InstanceMetadataOptions {
        http_tokens: "required".to_owned(),
        http_put_response_hop_limit: Some(2),
        http_endpoint: "enabled".to_owned(),
    };
    over(&defaults, asked)
}

/// Options with others over them: what those leave out stays as it was.
fn over(
    before: &InstanceMetadataOptions,
    asked: InstanceMetadataOptions,
) -> Result<InstanceMetadataOptions, CloudError> {
    let word = |name: &str, asked: String, words: [&str; 2], before: &str| match asked.as_str() {
        "" => Ok(before.to_owned()),
        given if words.contains(&given) => Ok(asked),
        given => {
            let message = format!("Value ({given}) for parameter {name} is invalid.");
            Err(invalid("InvalidParameterValue", message))
        }
    };
    let hops = asked.http_put_response_hop_limit;
    if hops.is_some_and(|h| !(1..=64).contains(&h)) {
        let message = "The value for HttpPutResponseHopLimit must be between 1 and 64";
        return Err(invalid("InvalidParameterValue", message));
    }
    Ok(InstanceMetadataOptions {
        http_tokens: word(
            "HttpTokens",
            asked.http_tokens,
            ["required", "optional"],
            &before.http_tokens,
        )?,
        http_put_response_hop_limit: hops.or(before.http_put_response_hop_limit),
        http_endpoint: word(
            "HttpEndpoint",
            asked.http_endpoint,
            ["enabled", "disabled"],
            &before.http_endpoint,
        )?,
    })
}

/// `ModifyInstanceMetadataOptions`, for instances that run or are stopped; it holds from the next request on.
pub(super) fn modify(
    w: &mut World,
    r: &ModifyInstanceMetadataOptions,
    cause: EventId,
) -> Result<ModifyInstanceMetadataOptionsOutput, CloudError> {
    let key = require(w, &r.instance_id)?;
    let instance = &w.ec2.instances[key];
    if !matches!(
        instance.state,
        InstanceStateName::Running | InstanceStateName::Stopped
    ) {
        let message = format!(
            "The instance '{}' is not in a state in which its metadata options can be modified.",
            r.instance_id
        );
        return Err(in_use("IncorrectInstanceState", message));
    }
    let asked = InstanceMetadataOptions {
        http_tokens: r.http_tokens.clone(),
        http_put_response_hop_limit: r.http_put_response_hop_limit,
        http_endpoint: r.http_endpoint.clone(),
    };
    let after = over(&instance.metadata_options, asked)?;
    let (before, resource) = (
        shown(&instance.metadata_options),
        format!("{}/metadata-options", instance.id),
    );
    w.state(Some(cause), &resource, before, shown(&after), "");
    w.ec2.instances[key].metadata_options = after.clone();
    Ok(ModifyInstanceMetadataOptionsOutput {
        instance_id: r.instance_id.clone(),
        instance_metadata_options: after,
    })
}

/// Options as an event names them: `enabled, tokens required, 2 hops`.
fn shown(options: &InstanceMetadataOptions) -> String {
    let hops = options.http_put_response_hop_limit.unwrap_or_default();
    let hop = if hops == 1 { "hop" } else { "hops" };
    format!(
        "{}, tokens {}, {hops} {hop}",
        options.http_endpoint, options.http_tokens
    )
}
