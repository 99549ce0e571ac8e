//! Security groups: stateful, allow-only, evaluated on every connection.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, AuthorizeSecurityGroupIngressOutput, CreateSecurityGroup,
    CreateSecurityGroupOutput, DescribeSecurityGroups, DescribeSecurityGroupsOutput,
    GroupIdentifier, IpPermission, RevokeSecurityGroupIngress, RevokeSecurityGroupIngressOutput,
    SecurityGroup as View,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::due::{Due, later};
use super::filter::{self, Filtered, passes};
use super::group::{listed, named, require};
use super::key_pair::missing;
use super::page::{Asked, MOST};
use super::permission::{self, Peer, Permission, Protocol};
use super::rule;
use super::tag::{self, Tags};
use crate::change::Subject;
use crate::id::{ACCOUNT, Ids};
use crate::model::{Limit, Timing};
use crate::refusal::{exists, in_use, invalid, limit, not_found};
use crate::world::World;

/// Names a security group.
pub(crate) use crate::id::SecurityGroupKey as GroupKey;

/// A security group of the default VPC. Everything may leave: egress rules are not modelled.
#[derive(Clone, Debug)]
pub(crate) struct SecurityGroup {
    pub(super) id: String,
    pub(super) name: String,
    description: String,
    pub(super) rules: Vec<Rule>,
    /// How many rules it ever had: each has an id of its own.
    numbered: u64,
    pub(super) tags: Tags,
}

/// A rule and whether the network interfaces know of it already.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) permission: Permission,
    pub(super) description: String,
    /// Whether connections are judged by it.
    pub(super) holds: bool,
    /// Whether the API shows it; a revoked rule holds for a moment longer.
    pub(super) shown: bool,
    /// When the last change reaches the interfaces.
    due: Timestamp,
    last: Option<EventId>,
}

impl SecurityGroup {
    /// The group that every VPC has; its members reach each other.
    pub(super) fn default_one(ids: &mut Ids) -> Self {
        let permission = Permission {
            protocol: Protocol::All,
            ports: (-1, -1),
            peer: Peer::Group(GroupKey::from_slot(0)),
        };
        let id = ids.ec2("sg");
        let rule = rule::id_of(&id, 1);
        Self {
            id,
            name: "default".to_owned(),
            description: "default VPC security group".to_owned(),
            numbered: 1,
            rules: vec![Rule {
                id: rule,
                permission,
                description: String::new(),
                holds: true,
                shown: true,
                due: Timestamp::ZERO,
                last: None,
            }],
            tags: BTreeMap::new(),
        }
    }

    /// Its id with its name.
    pub(super) fn identifier(&self) -> GroupIdentifier {
        GroupIdentifier {
            group_id: self.id.clone(),
            group_name: self.name.clone(),
        }
    }

    pub(super) fn shown_rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|r| r.shown)
    }
}

impl Filtered for SecurityGroup {
    const OPERATION: &'static str = "ec2:DescribeSecurityGroups";
    const FILTERS: &'static [&'static str] = &["group-id", "group-name", "description", "owner-id"];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "group-id" => Some(vec![self.id.clone()]),
            "group-name" => Some(vec![self.name.clone()]),
            "description" => Some(vec![self.description.clone()]),
            "owner-id" => Some(vec![ACCOUNT.to_owned()]),
            _ => None,
        }
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }
}

/// The characters that names and descriptions may have besides letters and digits, and how many there may be (EC2 API
/// reference, CreateSecurityGroup; the model has no pattern).
const MARKS: &str = " ._-:/()#,@[]+=&;{}!$*";
const TEXT_MOST: usize = 255;

/// Checks a name or a description.
///
/// # Errors
/// `InvalidParameterValue`, in the words that hashicorp/terraform-provider-aws issue 18874 quotes.
pub(super) fn check_text(parameter: &str, text: &str) -> Result<(), CloudError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || MARKS.contains(c);
    if text.chars().count() > TEXT_MOST {
        let message = format!(
            "Invalid security group description. Must be less than or equal to {TEXT_MOST} characters. ({parameter})"
        );
        return Err(invalid("InvalidParameterValue", message));
    }
    if !text.chars().all(allowed) {
        let message = format!(
            "Value ({text}) for parameter {parameter} is invalid. Character sets beyond ASCII are not supported. Valid characters are: a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{{}}!$*"
        );
        return Err(invalid("InvalidParameterValue", message));
    }
    Ok(())
}

/// `CreateSecurityGroup`, in the default VPC.
pub(super) fn create(
    w: &mut World,
    r: CreateSecurityGroup,
    cause: EventId,
) -> Result<CreateSecurityGroupOutput, CloudError> {
    let name = r.group_name;
    if name.is_empty() {
        return Err(missing("GroupName"));
    }
    if r.description.is_empty() {
        return Err(missing("GroupDescription"));
    }
    if name == "default" {
        let message = "Cannot use reserved security group name: default";
        return Err(invalid("InvalidParameterValue", message));
    }
    if name.starts_with("sg-") {
        let message = format!("Invalid group name '{name}'. Group names may not begin with sg-.");
        return Err(invalid("InvalidParameterValue", message));
    }
    if name.chars().count() > 255 {
        let message = "Security group name cannot exceed 255 characters.";
        return Err(invalid("InvalidParameterValue", message));
    }
    check_text("GroupName", &name)?;
    check_text("GroupDescription", &r.description)?;
    if !r.vpc_id.is_empty() && r.vpc_id != w.ec2.vpc.id {
        let message = format!("The vpc ID '{}' does not exist", r.vpc_id);
        return Err(not_found("InvalidVpcID.NotFound", message));
    }
    if w.ec2
        .groups
        .iter()
        .any(|(_, g)| g.name.eq_ignore_ascii_case(&name))
    {
        let message = format!(
            "The security group '{name}' already exists for VPC '{}'",
            w.ec2.vpc.id
        );
        return Err(exists("InvalidGroup.Duplicate", message));
    }
    if w.ec2.group_keys.len() as u64 >= w.model.limit(Limit::Ec2SecurityGroups) {
        let message = "The maximum number of security groups has been reached.";
        return Err(limit("SecurityGroupLimitExceeded", message));
    }
    let tags = tag::specified(w, &r.tag_specifications, "security-group")?;
    let id = w.ids.ec2("sg");
    w.state_apart(Some(cause), &id, "", "created", "");
    let group = SecurityGroup {
        id: id.clone(),
        name,
        description: r.description,
        rules: Vec::new(),
        numbered: 0,
        tags,
    };
    let key = w.ec2.groups.insert(group);
    w.ec2.group_keys.insert(id.clone(), key);
    Ok(CreateSecurityGroupOutput { group_id: id })
}

/// `AuthorizeSecurityGroupIngress`: all the rules or none.
pub(super) fn authorize(
    w: &mut World,
    r: &AuthorizeSecurityGroupIngress,
    cause: EventId,
) -> Result<AuthorizeSecurityGroupIngressOutput, CloudError> {
    let key = named(w, &r.group_id, &r.group_name)?;
    let fresh = permission::read(w, &r.ip_permissions)?;
    let group = &w.ec2.groups[key];
    for (permission, _) in &fresh {
        if group
            .shown_rules()
            .any(|rule| rule.permission == *permission)
        {
            let message = format!(
                "the specified rule \"{}\" already exists",
                permission.named(w)
            );
            return Err(exists("InvalidPermission.Duplicate", message));
        }
    }
    let most = w.model.limit(Limit::Ec2RulesPerSecurityGroup);
    if (group.shown_rules().count() + fresh.len()) as u64 > most {
        let message = "The maximum number of rules per security group has been reached.";
        return Err(limit("RulesPerSecurityGroupLimitExceeded", message));
    }
    let added = fresh.len();
    add(w, key, fresh, cause);
    let group = &w.ec2.groups[key];
    let made = group.rules[group.rules.len() - added..].iter();
    Ok(AuthorizeSecurityGroupIngressOutput {
        r#return: true,
        security_group_rules: made.map(|r| rule::view(w, group, r)).collect(),
    })
}

/// Adds rules to a group, behind those that it has; they hold a little later.
fn add(w: &mut World, key: GroupKey, fresh: Vec<(Permission, String)>, cause: EventId) {
    let delay = propagation(w, key);
    let due = w.now + delay;
    for (permission, description) in fresh {
        let resource = rule_name(w, key, &permission);
        let last = Some(w.state(Some(cause), &resource, "", "authorized", ""));
        let group = &mut w.ec2.groups[key];
        group.numbered += 1;
        group.rules.push(Rule {
            id: rule::id_of(&group.id, group.numbered),
            permission,
            description,
            holds: false,
            shown: true,
            due,
            last,
        });
    }
    later(w, delay, Due::Rules(key));
}

/// `RevokeSecurityGroupIngress`. Connections that were let in stay. What is not there is told and is no error, as it is in
/// a default VPC; an id that is not there is one.
pub(super) fn revoke(
    w: &mut World,
    r: &RevokeSecurityGroupIngress,
    cause: EventId,
) -> Result<RevokeSecurityGroupIngressOutput, CloudError> {
    let key = named(w, &r.group_id, &r.group_name)?;
    let gone = match (&r.ip_permissions[..], &r.security_group_rule_ids[..]) {
        ([_, ..], [_, ..]) => {
            let what = "rules by their ids beside rules by what they allow";
            return Err(CloudError::unsupported(
                "ec2:RevokeSecurityGroupIngress",
                what,
            ));
        }
        ([], [_, ..]) => rule::allowed_by(&w.ec2.groups[key], &r.security_group_rule_ids)?,
        (permissions, []) => {
            let read = permission::read(w, permissions)?;
            read.into_iter().map(|(permission, _)| permission).collect()
        }
    };
    let group = &w.ec2.groups[key];
    let mut out = RevokeSecurityGroupIngressOutput {
        r#return: true,
        ..Default::default()
    };
    let mut unknown = Vec::new();
    for permission in &gone {
        match group.shown_rules().find(|r| r.permission == *permission) {
            Some(rule) => {
                let revoked = rule::revoked(w, group, rule);
                out.revoked_security_group_rules.push(revoked);
            }
            None => unknown.push((permission, "")),
        }
    }
    out.unknown_ip_permissions = permission::shown(w, unknown.into_iter());
    take_away(w, key, gone, cause);
    Ok(out)
}

/// Takes rules of a group away; they hold a little longer.
fn take_away(
    w: &mut World,
    key: GroupKey,
    gone: impl IntoIterator<Item = Permission>,
    cause: EventId,
) {
    let position = |w: &World, p: &Permission| {
        let mut rules = w.ec2.groups[key].rules.iter();
        rules.position(|rule| rule.shown && rule.permission == *p)
    };
    let delay = propagation(w, key);
    let due = w.now + delay;
    for permission in gone {
        let Some(i) = position(w, &permission) else {
            continue;
        };
        let resource = rule_name(w, key, &permission);
        let last = Some(w.state(Some(cause), &resource, "authorized", "revoked", ""));
        let rule = &mut w.ec2.groups[key].rules[i];
        (rule.shown, rule.due, rule.last) = (false, due, last);
    }
    later(w, delay, Due::Rules(key));
}

/// A rule that somebody took away, to be put back.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Closed {
    group: GroupKey,
    permission: Permission,
    description: String,
}

/// The TCP ports that rules open to addresses of the internet, one by one; not the port of SSH.
pub(crate) fn public_ports(w: &World) -> BTreeSet<u16> {
    let groups = w.ec2.groups.iter();
    let rules = groups.flat_map(|(_, group)| group.shown_rules());
    let open = rules.filter_map(|rule| {
        let port = u16::try_from(rule.permission.ports.0).ok()?;
        let public = matches!(rule.permission.peer, Peer::Range(_));
        (public && port != 22 && rule.permission.opens_only(port)).then_some(port)
    });
    open.collect()
}

/// Tells whether a TCP rule is about a port and no other.
pub(crate) fn has_rule_of_port(w: &World, port: u16) -> bool {
    let mut groups = w.ec2.groups.iter();
    groups.any(|(_, group)| {
        group
            .shown_rules()
            .any(|rule| rule.permission.opens_only(port))
    })
}

/// Takes every TCP rule away that is about a port and no other, and keeps what was taken under the event behind it; gives the
/// ids of the groups that had one.
pub(crate) fn close_port(w: &mut World, port: u16, cause: EventId) -> Vec<String> {
    let mut hit = Vec::new();
    for key in w.ec2.groups.keys() {
        let rules = w.ec2.groups[key].shown_rules();
        let covering: Vec<Closed> = rules
            .filter(|rule| rule.permission.opens_only(port))
            .map(|rule| Closed {
                group: key,
                permission: rule.permission,
                description: rule.description.clone(),
            })
            .collect();
        if !covering.is_empty() {
            take_away(w, key, covering.iter().map(|c| c.permission), cause);
            w.ec2.closed.entry(cause).or_default().extend(covering);
            hit.push(w.ec2.groups[key].id.clone());
        }
    }
    hit
}

/// Puts the rules back that were taken away under an event, where their group is still there and nobody has put them back.
pub(crate) fn open_again(w: &mut World, closed: EventId, cause: EventId) {
    for Closed {
        group,
        permission,
        description,
    } in w.ec2.closed.remove(&closed).unwrap_or_default()
    {
        let Some(found) = w.ec2.groups.get(group) else {
            continue;
        };
        if !found.shown_rules().any(|r| r.permission == permission) {
            add(w, group, vec![(permission, description)], cause);
        }
    }
}

/// The id of a group; none when it is gone.
pub(crate) fn group_id(w: &World, key: GroupKey) -> Option<String> {
    w.ec2.groups.get(key).map(|group| group.id.clone())
}

/// How long a change of a group needs to reach the interfaces.
fn propagation(w: &mut World, key: GroupKey) -> std::time::Duration {
    let name = w.ec2.groups[key].name.clone();
    w.draw(Timing::Ec2SecurityGroupPropagation, &name)
}

fn rule_name(w: &World, key: GroupKey, permission: &Permission) -> String {
    format!("{}/{}", w.ec2.groups[key].id, permission.describe(w))
}

/// Lets the changes of a group hold whose time has come.
pub(super) fn take_effect(w: &mut World, key: GroupKey) {
    let Some(group) = w.ec2.groups.get(key) else {
        return;
    };
    let now = w.now;
    let changed: Vec<Rule> = group
        .rules
        .iter()
        .filter(|r| r.due <= now && r.holds != r.shown)
        .cloned()
        .collect();
    for rule in &changed {
        let resource = rule_name(w, key, &rule.permission);
        if rule.shown {
            let event = w.state(rule.last, &resource, "authorized", "in effect", "");
            w.mark(Subject::SecurityGroup(key), event);
        } else {
            let event = w.state(rule.last, &resource, "revoked", "gone", "");
            w.mark(Subject::SecurityGroup(key), event);
        }
    }
    let rules = &mut w.ec2.groups[key].rules;
    for rule in rules.iter_mut().filter(|r| r.due <= now) {
        rule.holds = rule.shown;
    }
    rules.retain(|r| r.shown || r.holds);
}

/// `DeleteSecurityGroup`; gives the id that it had.
pub(super) fn delete(w: &mut World, key: GroupKey, cause: EventId) -> Result<String, CloudError> {
    let id = w.ec2.groups[key].id.clone();
    if w.ec2.groups[key].name == "default" {
        let message =
            format!("the specified group: \"{id}\" name: \"default\" cannot be deleted by a user");
        return Err(invalid("CannotDelete", message));
    }
    let worn = w.ec2.interfaces.values().any(|i| i.groups.contains(&key));
    let ruled = w.ec2.groups.iter().any(|(other, group)| {
        let mut rules = group.shown_rules();
        other != key && rules.any(|r| r.permission.peer == Peer::Group(key))
    });
    if worn || ruled {
        let message = format!("resource {id} has a dependent object");
        return Err(in_use("DependencyViolation", message));
    }
    let gone = Peer::Group(key);
    for (_, group) in w.ec2.groups.iter_mut() {
        group.rules.retain(|r| r.permission.peer != gone);
    }
    w.ec2.groups.remove(key);
    w.ec2.group_keys.remove(&id);
    w.state(Some(cause), &id, "created", "deleted", "");
    Ok(id)
}

/// Tells whether there is a group of an id.
pub(crate) fn has_group(w: &World, id: &str) -> bool {
    require(w, id).is_ok()
}

/// Deletes a group for another service of AWS, as `DeleteSecurityGroup` does.
///
/// # Errors
/// An unknown group, one in use.
pub(crate) fn remove_group(w: &mut World, id: &str, cause: EventId) -> Result<(), CloudError> {
    let key = require(w, id)?;
    delete(w, key, cause).map(drop)
}

/// `DescribeSecurityGroups`.
pub(super) fn describe(
    w: &World,
    r: &DescribeSecurityGroups,
) -> Result<DescribeSecurityGroupsOutput, CloudError> {
    for id in &r.group_ids {
        require(w, id)?;
    }
    if !r.group_ids.is_empty() && !r.group_names.is_empty() {
        let what = "groups by their ids beside groups by their names";
        return Err(CloudError::unsupported(SecurityGroup::OPERATION, what));
    }
    let ids = listed(w, &r.group_ids, &r.group_names)?;
    let mut filters = r.filters.clone();
    let vpc = &w.ec2.vpc.id;
    let elsewhere = filters
        .iter()
        .any(|f| f.name == "vpc-id" && !f.values.contains(vpc));
    filters.retain(|f| f.name != "vpc-id");
    filter::check::<SecurityGroup>(&filters)?;
    let mut security_groups = Vec::new();
    for (_, group) in w.ec2.groups.iter() {
        let named = ids.is_empty() || ids.contains(&group.id);
        if named && !elsewhere && passes(group, &filters)? {
            security_groups.push(View {
                group_id: group.id.clone(),
                group_name: group.name.clone(),
                description: group.description.clone(),
                owner_id: ACCOUNT.to_owned(),
                vpc_id: vpc.clone(),
                ip_permissions: permission::shown(
                    w,
                    group
                        .shown_rules()
                        .map(|r| (&r.permission, r.description.as_str())),
                ),
                ip_permissions_egress: vec![everything()],
                tags: tag::shown(&group.tags),
            });
        }
    }
    let asked = Asked {
        most: MOST,
        ids: None,
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (security_groups, next_token) = asked.of(security_groups)?;
    Ok(DescribeSecurityGroupsOutput {
        security_groups,
        next_token,
    })
}

/// The egress rule with which every group begins.
fn everything() -> IpPermission {
    IpPermission {
        ip_protocol: "-1".to_owned(),
        ip_ranges: vec![paperboat_core::aws::ec2::IpRange {
            cidr_ip: "0.0.0.0/0".to_owned(),
            ..Default::default()
        }],
        ..IpPermission::default()
    }
}
