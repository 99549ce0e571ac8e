//! Rules of a listener: which requests go to which target group.

use paperboat_core::aws::elbv2::{CreateRule, DescribeRules, Rule as View, RuleCondition, Rules};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::action::{self, Destination};
use super::listener::{self, Listener, ListenerKey};
use super::name::{arn, path, validation};
use crate::model::Limit;
use crate::refusal::{in_use, limit, not_found};
use crate::wildcard::matches;
use crate::world::World;

/// A rule with a priority; the default action of a listener is not one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) arn: String,
    priority: u32,
    conditions: Vec<Condition>,
    pub(super) destination: Destination,
}

/// What a request must look like.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Path(Vec<String>),
    Host(Vec<String>),
}

impl Rule {
    /// Tells whether a request to `host` for `path` meets all conditions.
    pub(super) fn takes(&self, host: &str, path: &str) -> bool {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = if path.is_empty() { "/" } else { path };
        self.conditions.iter().all(|c| match c {
            Condition::Path(patterns) => patterns.iter().any(|p| matches(p, path)),
            Condition::Host(patterns) => {
                let host = host.to_ascii_lowercase();
                patterns
                    .iter()
                    .any(|p| matches(&p.to_ascii_lowercase(), &host))
            }
        })
    }

    fn view(&self, w: &World) -> View {
        let condition = |c: &Condition| {
            let (field, values) = match c {
                Condition::Path(values) => ("path-pattern", values),
                Condition::Host(values) => ("host-header", values),
            };
            RuleCondition {
                field: field.to_owned(),
                values: values.clone(),
            }
        };
        View {
            rule_arn: self.arn.clone(),
            priority: self.priority.to_string(),
            conditions: self.conditions.iter().map(condition).collect(),
            actions: vec![self.destination.view(w)],
            is_default: false,
        }
    }
}

fn read(conditions: &[RuleCondition]) -> Result<Vec<Condition>, CloudError> {
    if conditions.is_empty() {
        return Err(validation("A condition must be specified"));
    }
    let read = |c: &RuleCondition| {
        if c.values.is_empty() {
            return Err(validation("A condition value must be specified"));
        }
        check_values(c)?;
        match c.field.as_str() {
            "path-pattern" => Ok(Condition::Path(c.values.clone())),
            "host-header" => Ok(Condition::Host(c.values.clone())),
            field @ ("http-header" | "http-request-method" | "query-string" | "source-ip") => {
                let what = format!("conditions on {field}");
                Err(CloudError::unsupported("elbv2:CreateRule", what))
            }
            field => Err(validation(format!(
                "Condition field '{field}' must be one of '[path-pattern, host-header, http-header, http-request-method, query-string, source-ip]'"
            ))),
        }
    };
    let values: usize = conditions.iter().map(|c| c.values.len()).sum();
    if values > VALUES_MOST {
        let message = format!("A rule can only have '{VALUES_MOST}' condition values");
        return Err(validation(message));
    }
    conditions.iter().map(read).collect()
}

/// The most values of all conditions of a rule (Elastic Load Balancing guide, "Listener rules", quotas), and the most
/// characters of one (API reference, RuleCondition).
const VALUES_MOST: usize = 5;
const VALUE_MOST: usize = 128;

/// Checks the characters of a path or host pattern (API reference, RuleCondition).
fn check_values(c: &RuleCondition) -> Result<(), CloudError> {
    let (marks, host) = match c.field.as_str() {
        "path-pattern" => ("_-.$/~\"'@:+&*?", false),
        "host-header" => ("-.*?", true),
        _ => return Ok(()),
    };
    let allowed = |ch: char| ch.is_ascii_alphanumeric() || marks.contains(ch);
    for value in &c.values {
        if value.is_empty() || value.chars().count() > VALUE_MOST {
            let message = format!(
                "The length of the condition value '{value}' must be between '1' and '{VALUE_MOST}'"
            );
            return Err(validation(message));
        }
        if !value.chars().all(allowed) || host && !value.contains('.') {
            let message =
                format!("Condition value '{value}' contains a character that is not valid");
            return Err(validation(message));
        }
    }
    Ok(())
}

/// `CreateRule`.
pub(super) fn create(w: &mut World, r: &CreateRule, cause: EventId) -> Result<Rules, CloudError> {
    let key = listener::require(w, &r.listener_arn)?;
    if !(1..=50_000).contains(&r.priority) {
        return Err(validation(
            "Priority must be between '1' and '50000' inclusive",
        ));
    }
    let listener = &w.elbv2.listeners[key];
    if listener
        .rules
        .iter()
        .any(|rule| rule.priority == r.priority)
    {
        let message = format!("Priority '{}' is currently in use", r.priority);
        return Err(in_use("PriorityInUse", message));
    }
    let balancer = listener.balancer;
    let siblings = w
        .elbv2
        .listeners
        .iter()
        .filter(|(_, l)| l.balancer == balancer);
    let count: usize = siblings.map(|(_, l)| l.rules.len()).sum();
    if count as u64 >= w.model.limit(Limit::ElbRulesPerLoadBalancer) {
        let message = "The quota for the number of rules for this load balancer has been reached";
        return Err(limit("TooManyRules", message));
    }
    let conditions = read(&r.conditions)?;
    let destination = action::read(w, balancer, &r.actions)?;
    let hex = w.ids.hex(16);
    let rule = Rule {
        arn: arn(&format!("listener-rule/{}/{hex}", path(&r.listener_arn))),
        priority: r.priority,
        conditions,
        destination,
    };
    let view = rule.view(w);
    let rules = &mut w.elbv2.listeners[key].rules;
    let place = rules.partition_point(|other| other.priority < r.priority);
    rules.insert(place, rule);
    let resource = format!("{}/rule/{}", w.elbv2.listeners[key].resource(w), r.priority);
    let event = w.state(Some(cause), &resource, "", "created", "");
    listener::changed(w, key, event);
    Ok(Rules { rules: vec![view] })
}

pub(super) fn require(w: &World, arn: &str) -> Result<(ListenerKey, usize), CloudError> {
    let place = |l: &Listener| l.rules.iter().position(|r| r.arn == arn);
    let mut listeners = w.elbv2.listeners.iter();
    listeners
        .find_map(|(key, l)| Some((key, place(l)?)))
        .ok_or_else(|| not_found("RuleNotFound", "One or more rules not found"))
}

/// Says why a rule cannot be shifted between groups, when it cannot: it is unknown, or a group is.
pub(crate) fn shiftable(w: &World, arn: &str, groups: &[&str]) -> Result<(), String> {
    let (key, _) = require(w, arn).map_err(|e| e.message)?;
    let balancer = w.elbv2.listeners[key].balancer;
    let usable = |arn: &&str| action::usable(w, balancer, arn).map(drop);
    groups
        .iter()
        .try_for_each(usable)
        .map_err(|error| error.message)
}

/// Splits the requests of a rule among groups by weight, for a service that may do so. The nodes of the load balancer learn it a
/// little later.
///
/// # Errors
/// In words: the rule or a group is gone.
pub(crate) fn shift(
    w: &mut World,
    arn: &str,
    weights: &[(String, u32)],
    cause: EventId,
) -> Result<(), String> {
    let (key, place) = require(w, arn).map_err(|e| e.message)?;
    let balancer = w.elbv2.listeners[key].balancer;
    let read = |(arn, weight): &(String, u32)| {
        let group = action::usable(w, balancer, arn).map_err(|e| e.message)?;
        Ok((group, *weight))
    };
    let groups = weights
        .iter()
        .map(read)
        .collect::<Result<Vec<_>, String>>()?;
    let words: Vec<String> = weights
        .iter()
        .map(|(_, weight)| weight.to_string())
        .collect();
    let rule = &mut w.elbv2.listeners[key].rules[place];
    rule.destination = Destination::Forward(groups);
    let priority = rule.priority;
    let resource = format!("{}/rule/{priority}", w.elbv2.listeners[key].resource(w));
    let event = w.state(Some(cause), &resource, "", "weights", words.join(" and "));
    listener::changed(w, key, event);
    Ok(())
}

/// `DeleteRule`.
pub(super) fn delete(w: &mut World, arn: &str, cause: EventId) -> Result<(), CloudError> {
    let (key, place) = require(w, arn)?;
    let rule = w.elbv2.listeners[key].rules.remove(place);
    let resource = format!(
        "{}/rule/{}",
        w.elbv2.listeners[key].resource(w),
        rule.priority
    );
    let event = w.state(Some(cause), &resource, "created", "deleted", "");
    listener::changed(w, key, event);
    for group in rule.destination.groups() {
        listener::freed(w, group, event);
    }
    Ok(())
}

/// `DescribeRules`: by priority, the default one last.
pub(super) fn describe(w: &World, r: &DescribeRules) -> Result<Rules, CloudError> {
    let key = listener::require(w, &r.listener_arn)?;
    let listener = &w.elbv2.listeners[key];
    let mut rules: Vec<View> = listener.rules.iter().map(|rule| rule.view(w)).collect();
    rules.push(View {
        rule_arn: listener.default_rule_arn.clone(),
        priority: "default".to_owned(),
        conditions: Vec::new(),
        actions: vec![listener.default.view(w)],
        is_default: true,
    });
    Ok(Rules { rules })
}
