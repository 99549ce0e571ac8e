//! Rules of security groups one by one, each with an id of its own.

use paperboat_core::aws::ec2::{
    DescribeSecurityGroupRules, DescribeSecurityGroupRulesOutput, ReferencedSecurityGroup,
    RevokedSecurityGroupRule, SecurityGroupRule as View,
};
use paperboat_core::error::CloudError;

use super::filter::{self, Filtered, passes};
use super::image::is_id;
use super::page::{Asked, MOST};
use super::permission::{Cidr, Peer, Permission, Protocol};
use super::security_group::{Rule, SecurityGroup};
use crate::id::{ACCOUNT, arn, mix};
use crate::random;
use crate::refusal::{invalid, not_found};
use crate::world::World;

/// The number of the rule for what goes out, with which every group begins.
const EGRESS: u64 = 0;

/// The id of a group's rule by its number in it: a group that nobody asks of its rules takes no id from anybody else.
pub(super) fn id_of(group: &str, number: u64) -> String {
    let digits = mix(random::Key::of(group).get().wrapping_add(mix(number)));
    format!("sgr-0{digits:016x}")
}

impl Filtered for View {
    const OPERATION: &'static str = "ec2:DescribeSecurityGroupRules";
    const FILTERS: &'static [&'static str] = &["group-id", "security-group-rule-id"];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "group-id" => Some(vec![self.group_id.clone()]),
            "security-group-rule-id" => Some(vec![self.security_group_rule_id.clone()]),
            _ => None,
        }
    }
}

/// A rule for what comes in as the API shows it.
pub(super) fn view(w: &World, group: &SecurityGroup, rule: &Rule) -> View {
    let shown = shown(w, group, &rule.id, &rule.permission);
    View {
        description: rule.description.clone(),
        ..shown
    }
}

fn shown(w: &World, group: &SecurityGroup, id: &str, permission: &Permission) -> View {
    let (from, to) = permission.ports;
    let (cidr_ipv4, referenced_group_info) = match permission.peer {
        Peer::Range(cidr) => (cidr.to_string(), None),
        Peer::Group(key) => {
            let referenced = ReferencedSecurityGroup {
                group_id: w.ec2.groups[key].id.clone(),
                user_id: ACCOUNT.to_owned(),
            };
            (String::new(), Some(referenced))
        }
    };
    View {
        security_group_rule_id: id.to_owned(),
        group_id: group.id.clone(),
        group_owner_id: ACCOUNT.to_owned(),
        is_egress: false,
        ip_protocol: permission.protocol.word().to_owned(),
        from_port: Some(from),
        to_port: Some(to),
        cidr_ipv4,
        referenced_group_info,
        description: String::new(),
        security_group_rule_arn: arn("ec2", &format!("security-group-rule/{id}")),
    }
}

/// The rule for what goes out: everything may, everywhere.
fn egress(w: &World, group: &SecurityGroup) -> View {
    let everything = Permission {
        protocol: Protocol::All,
        ports: (-1, -1),
        peer: Peer::Range(Cidr::EVERYWHERE),
    };
    View {
        is_egress: true,
        ..shown(w, group, &id_of(&group.id, EGRESS), &everything)
    }
}

/// A rule that was revoked as the API shows it.
pub(super) fn revoked(w: &World, group: &SecurityGroup, rule: &Rule) -> RevokedSecurityGroupRule {
    let view = view(w, group, rule);
    let referenced = view.referenced_group_info;
    RevokedSecurityGroupRule {
        security_group_rule_id: view.security_group_rule_id,
        group_id: view.group_id,
        is_egress: view.is_egress,
        ip_protocol: view.ip_protocol,
        from_port: view.from_port,
        to_port: view.to_port,
        cidr_ipv4: view.cidr_ipv4,
        referenced_group_id: referenced.map(|g| g.group_id).unwrap_or_default(),
        description: view.description,
    }
}

/// What the rules of a group for what comes in allow, by their ids.
///
/// # Errors
/// Malformed ids, and those that no such rule of the group has.
pub(super) fn allowed_by(
    group: &SecurityGroup,
    ids: &[String],
) -> Result<Vec<Permission>, CloudError> {
    let found = ids.iter().map(|id| {
        well_formed(id)?;
        let mut rules = group.shown_rules();
        let rule = rules.find(|rule| rule.id == *id);
        rule.map(|rule| rule.permission).ok_or_else(|| unknown(id))
    });
    found.collect()
}

fn well_formed(id: &str) -> Result<(), CloudError> {
    if is_id(id, "sgr") {
        return Ok(());
    }
    let message = format!("Invalid id: \"{id}\" (expecting \"sgr-...\")");
    Err(invalid("InvalidSecurityGroupRuleId.Malformed", message))
}

/// The code is the one that hashicorp/terraform-provider-aws reads.
fn unknown(id: &str) -> CloudError {
    let message = format!("The security group rule ID '{id}' does not exist");
    not_found("InvalidSecurityGroupRuleId.NotFound", message)
}

/// `DescribeSecurityGroupRules`: of each group what comes in, and then what goes out.
///
/// # Errors
/// Malformed and unknown ids, filters that are not known, pages that were not given.
pub(super) fn describe(
    w: &World,
    r: &DescribeSecurityGroupRules,
) -> Result<DescribeSecurityGroupRulesOutput, CloudError> {
    let wanted = &r.security_group_rule_ids;
    wanted.iter().try_for_each(|id| well_formed(id))?;
    filter::check::<View>(&r.filters)?;
    let groups = w.ec2.groups.iter().map(|(_, group)| group);
    let all: Vec<View> = groups
        .flat_map(|group| {
            let ingress = group.shown_rules().map(|rule| view(w, group, rule));
            ingress.chain([egress(w, group)])
        })
        .collect();
    let absent = |id: &&String| all.iter().all(|r| r.security_group_rule_id != **id);
    if let Some(id) = wanted.iter().find(absent) {
        return Err(unknown(id));
    }
    let mut found = Vec::new();
    for rule in all {
        let named = wanted.is_empty() || wanted.contains(&rule.security_group_rule_id);
        if named && passes(&rule, &r.filters)? {
            found.push(rule);
        }
    }
    let asked = Asked {
        most: MOST,
        ids: None,
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (security_group_rules, next_token) = asked.of(found)?;
    Ok(DescribeSecurityGroupRulesOutput {
        security_group_rules,
        next_token,
    })
}
