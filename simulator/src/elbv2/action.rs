//! What a listener or a rule does with requests: it hands them to target groups by weight, or answers them itself.

use paperboat_core::aws::elbv2::{
    Action, FixedResponseActionConfig, ForwardActionConfig, TargetGroupTuple,
};
use paperboat_core::error::CloudError;

use super::balancer::BalancerKey;
use super::name::validation;
use super::target_group::{self, GroupKey, balancer_of};
use crate::refusal::limit;
use crate::world::World;

/// The most target groups of one forward action, and the greatest weight of one (Elastic Load Balancing guide, "Action types
/// for listener rules", forward actions).
const GROUPS_MOST: usize = 5;
const WEIGHT_MOST: u32 = 999;

/// What becomes of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// They go to target groups, each with its weight. A group without a target keeps its part: there is no failover between
    /// groups (the same page of the guide).
    Forward(Vec<(GroupKey, u32)>),
    /// The load balancer answers.
    Fixed(FixedResponse),
}

/// An answer of a load balancer's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FixedResponse {
    pub(super) status: u16,
    pub(super) body: String,
    content_type: String,
}

impl Destination {
    /// An answer that says that nothing is there.
    pub(super) fn not_found() -> Self {
        Self::Fixed(FixedResponse {
            status: 404,
            body: String::new(),
            content_type: "text/plain".to_owned(),
        })
    }

    /// The groups that are named, also those that get nothing now.
    pub(super) fn groups(&self) -> impl Iterator<Item = GroupKey> {
        let groups: &[(GroupKey, u32)] = match self {
            Self::Forward(groups) => groups,
            Self::Fixed(_) => &[],
        };
        groups.iter().map(|(group, _)| *group)
    }

    /// The action as answers show it.
    pub(super) fn view(&self, w: &World) -> Action {
        match self {
            Self::Forward(groups) => {
                let arn = |group: GroupKey| w.elbv2.groups[group].arn.clone();
                let tuple = |(group, weight): &(GroupKey, u32)| TargetGroupTuple {
                    target_group_arn: arn(*group),
                    weight: Some(*weight),
                };
                Action {
                    r#type: "forward".to_owned(),
                    target_group_arn: match groups.as_slice() {
                        [(only, _)] => arn(*only),
                        _ => String::new(),
                    },
                    forward_config: Some(ForwardActionConfig {
                        target_groups: groups.iter().map(tuple).collect(),
                    }),
                    fixed_response_config: None,
                }
            }
            Self::Fixed(fixed) => Action {
                r#type: "fixed-response".to_owned(),
                fixed_response_config: Some(FixedResponseActionConfig {
                    message_body: fixed.body.clone(),
                    status_code: fixed.status.to_string(),
                    content_type: fixed.content_type.clone(),
                }),
                ..Action::default()
            },
        }
    }
}

/// Reads the one action of a listener or a rule.
///
/// # Errors
/// Missing, unknown or not modelled actions, unknown groups, a group that another load balancer uses, weights out of bounds.
pub(super) fn read(
    w: &World,
    balancer: BalancerKey,
    actions: &[Action],
) -> Result<Destination, CloudError> {
    let [action] = actions else {
        return Err(validation(
            "1 validation error detected: exactly one action must be specified",
        ));
    };
    match action.r#type.as_str() {
        "forward" => forward(w, balancer, action),
        "fixed-response" => fixed(action).map(Destination::Fixed),
        kind @ ("redirect" | "authenticate-oidc" | "authenticate-cognito") => {
            let what = format!("an action of type {kind}");
            Err(CloudError::unsupported("elbv2:CreateListener", what))
        }
        kind => Err(validation(format!(
            "1 validation error detected: Value '{kind}' at 'actions.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [forward, redirect, fixed-response, authenticate-oidc, authenticate-cognito]"
        ))),
    }
}

fn forward(w: &World, balancer: BalancerKey, action: &Action) -> Result<Destination, CloudError> {
    let only = TargetGroupTuple {
        target_group_arn: action.target_group_arn.clone(),
        weight: None,
    };
    let given = action.forward_config.as_ref().map(|c| &c.target_groups);
    let tuples = match given {
        Some(tuples) if !tuples.is_empty() => tuples.as_slice(),
        _ => std::slice::from_ref(&only),
    };
    let both = !action.target_group_arn.is_empty() && given.is_some_and(|g| !g.is_empty());
    if both && (tuples.len() > 1 || tuples[0].target_group_arn != action.target_group_arn) {
        return Err(validation(
            "If you specify both ForwardConfig and TargetGroupArn, ForwardConfig must name that target group and no other",
        ));
    }
    if tuples.len() > GROUPS_MOST {
        return Err(validation(format!(
            "A forward action can have at most '{GROUPS_MOST}' target groups"
        )));
    }
    let mut groups: Vec<(GroupKey, u32)> = Vec::new();
    for tuple in tuples {
        let weight = tuple.weight.unwrap_or(1);
        if weight > WEIGHT_MOST {
            return Err(validation(format!(
                "Target group weight '{weight}' must be between '0' and '{WEIGHT_MOST}' inclusive"
            )));
        }
        let group = usable(w, balancer, &tuple.target_group_arn)?;
        if groups.iter().any(|(other, _)| *other == group) {
            return Err(validation("A target group can be specified only once"));
        }
        groups.push((group, weight));
    }
    if groups.iter().all(|(_, weight)| *weight == 0) {
        let what = "a forward action in which all weights are 0";
        return Err(CloudError::unsupported("elbv2:CreateListener", what));
    }
    Ok(Destination::Forward(groups))
}

/// A group that this load balancer may use.
pub(super) fn usable(w: &World, balancer: BalancerKey, arn: &str) -> Result<GroupKey, CloudError> {
    let group = target_group::require(w, arn)?;
    if balancer_of(w, group).is_some_and(|other| other != balancer) {
        let message = format!(
            "The following target groups cannot be associated with more than one load balancer: {arn}"
        );
        return Err(limit("TargetGroupAssociationLimit", message));
    }
    Ok(group)
}

/// Reads a fixed response: its code is 2XX, 4XX or 5XX (API reference, FixedResponseActionConfig).
fn fixed(action: &Action) -> Result<FixedResponse, CloudError> {
    let config = action.fixed_response_config.as_ref();
    let config = config.ok_or_else(|| validation("A fixed-response action must have a config"))?;
    let status = config.status_code.parse::<u16>().ok();
    let status = status.filter(|code| matches!(code, 200..=299 | 400..=599));
    let status = status.ok_or_else(|| {
        validation(format!(
            "The status code '{}' of a fixed response must be 2XX, 4XX or 5XX",
            config.status_code
        ))
    })?;
    let content_type = match config.content_type.as_str() {
        "" => "text/plain",
        known @ ("text/plain"
        | "text/css"
        | "text/html"
        | "application/javascript"
        | "application/json") => known,
        other => {
            return Err(validation(format!(
                "Content type '{other}' must be one of 'text/plain, text/css, text/html, application/javascript, application/json'"
            )));
        }
    };
    Ok(FixedResponse {
        status,
        body: config.message_body.clone(),
        content_type: content_type.to_owned(),
    })
}
