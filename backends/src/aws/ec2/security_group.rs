//! Security groups and their rules.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, AuthorizeSecurityGroupIngressOutput, CreateSecurityGroup,
    CreateSecurityGroupOutput, DeleteSecurityGroup, DeleteSecurityGroupOutput,
    DescribeSecurityGroupRules, DescribeSecurityGroupRulesOutput, DescribeSecurityGroups,
    DescribeSecurityGroupsOutput, IpPermission, IpRange, ReferencedSecurityGroup,
    RevokeSecurityGroupIngress, RevokeSecurityGroupIngressOutput, RevokedSecurityGroupRule,
    SecurityGroup, SecurityGroupRule, UserIdGroupPair,
};

use super::tag::{filters, read_tag, specifications};
use crate::aws::convert::{all, int, list, some, text};
use crate::aws::error::{Answer, refused};

fn permission(p: IpPermission) -> sdk::IpPermission {
    let range = |r: IpRange| {
        sdk::IpRange::builder()
            .set_cidr_ip(text(r.cidr_ip))
            .set_description(text(r.description))
            .build()
    };
    let pair = |g: UserIdGroupPair| {
        sdk::UserIdGroupPair::builder()
            .set_group_id(text(g.group_id))
            .set_group_name(text(g.group_name))
            .build()
    };
    sdk::IpPermission::builder()
        .set_ip_protocol(text(p.ip_protocol))
        .set_from_port(p.from_port)
        .set_to_port(p.to_port)
        .set_ip_ranges(list(p.ip_ranges, range))
        .set_user_id_group_pairs(list(p.user_id_group_pairs, pair))
        .build()
}

fn read_permission(p: sdk::IpPermission) -> IpPermission {
    IpPermission {
        ip_protocol: p.ip_protocol.unwrap_or_default(),
        from_port: p.from_port,
        to_port: p.to_port,
        ip_ranges: all(p.ip_ranges, |r| IpRange {
            cidr_ip: r.cidr_ip.unwrap_or_default(),
            description: r.description.unwrap_or_default(),
        }),
        user_id_group_pairs: all(p.user_id_group_pairs, |g| UserIdGroupPair {
            group_id: g.group_id.unwrap_or_default(),
            group_name: g.group_name.unwrap_or_default(),
        }),
    }
}

fn read_rule(r: sdk::SecurityGroupRule) -> SecurityGroupRule {
    SecurityGroupRule {
        security_group_rule_id: r.security_group_rule_id.unwrap_or_default(),
        group_id: r.group_id.unwrap_or_default(),
        group_owner_id: r.group_owner_id.unwrap_or_default(),
        is_egress: r.is_egress.unwrap_or_default(),
        ip_protocol: r.ip_protocol.unwrap_or_default(),
        from_port: r.from_port,
        to_port: r.to_port,
        cidr_ipv4: r.cidr_ipv4.unwrap_or_default(),
        referenced_group_info: r.referenced_group_info.map(|g| ReferencedSecurityGroup {
            group_id: g.group_id.unwrap_or_default(),
            user_id: g.user_id.unwrap_or_default(),
        }),
        description: r.description.unwrap_or_default(),
        security_group_rule_arn: r.security_group_rule_arn.unwrap_or_default(),
    }
}

fn read_revoked(r: sdk::RevokedSecurityGroupRule) -> RevokedSecurityGroupRule {
    RevokedSecurityGroupRule {
        security_group_rule_id: r.security_group_rule_id.unwrap_or_default(),
        group_id: r.group_id.unwrap_or_default(),
        is_egress: r.is_egress.unwrap_or_default(),
        ip_protocol: r.ip_protocol.unwrap_or_default(),
        from_port: r.from_port,
        to_port: r.to_port,
        cidr_ipv4: r.cidr_ipv4.unwrap_or_default(),
        referenced_group_id: r.referenced_group_id.unwrap_or_default(),
        description: r.description.unwrap_or_default(),
    }
}

fn read(g: sdk::SecurityGroup) -> SecurityGroup {
    SecurityGroup {
        group_id: g.group_id.unwrap_or_default(),
        group_name: g.group_name.unwrap_or_default(),
        description: g.description.unwrap_or_default(),
        owner_id: g.owner_id.unwrap_or_default(),
        vpc_id: g.vpc_id.unwrap_or_default(),
        ip_permissions: all(g.ip_permissions, read_permission),
        ip_permissions_egress: all(g.ip_permissions_egress, read_permission),
        tags: all(g.tags, read_tag),
    }
}

pub(in crate::aws) async fn create_security_group(
    ec2: &Client,
    r: CreateSecurityGroup,
) -> Answer<CreateSecurityGroupOutput> {
    let made = ec2
        .create_security_group()
        .set_group_name(text(r.group_name))
        .set_description(text(r.description))
        .set_vpc_id(text(r.vpc_id))
        .set_tag_specifications(specifications(r.tag_specifications))
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateSecurityGroupOutput {
        group_id: made.group_id.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn authorize_security_group_ingress(
    ec2: &Client,
    r: AuthorizeSecurityGroupIngress,
) -> Answer<AuthorizeSecurityGroupIngressOutput> {
    let made = ec2
        .authorize_security_group_ingress()
        .set_group_id(text(r.group_id))
        .set_group_name(text(r.group_name))
        .set_ip_permissions(list(r.ip_permissions, permission))
        .send()
        .await
        .map_err(refused)?;
    Ok(AuthorizeSecurityGroupIngressOutput {
        r#return: made.r#return.unwrap_or_default(),
        security_group_rules: all(made.security_group_rules, read_rule),
    })
}

pub(in crate::aws) async fn revoke_security_group_ingress(
    ec2: &Client,
    r: RevokeSecurityGroupIngress,
) -> Answer<RevokeSecurityGroupIngressOutput> {
    let gone = ec2
        .revoke_security_group_ingress()
        .set_group_id(text(r.group_id))
        .set_group_name(text(r.group_name))
        .set_ip_permissions(list(r.ip_permissions, permission))
        .set_security_group_rule_ids(some(r.security_group_rule_ids))
        .send()
        .await
        .map_err(refused)?;
    Ok(RevokeSecurityGroupIngressOutput {
        r#return: gone.r#return.unwrap_or_default(),
        unknown_ip_permissions: all(gone.unknown_ip_permissions, read_permission),
        revoked_security_group_rules: all(gone.revoked_security_group_rules, read_revoked),
    })
}

pub(in crate::aws) async fn describe_security_group_rules(
    ec2: &Client,
    r: DescribeSecurityGroupRules,
) -> Answer<DescribeSecurityGroupRulesOutput> {
    let pages = ec2
        .describe_security_group_rules()
        .set_security_group_rule_ids(some(r.security_group_rule_ids))
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let rules = found.try_collect().await.map_err(refused)?;
    Ok(DescribeSecurityGroupRulesOutput {
        security_group_rules: rules.into_iter().map(read_rule).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn delete_security_group(
    ec2: &Client,
    r: DeleteSecurityGroup,
) -> Answer<DeleteSecurityGroupOutput> {
    let gone = ec2
        .delete_security_group()
        .set_group_id(text(r.group_id))
        .set_group_name(text(r.group_name))
        .send()
        .await
        .map_err(refused)?;
    Ok(DeleteSecurityGroupOutput {
        r#return: gone.r#return.unwrap_or_default(),
        group_id: gone.group_id.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn describe_security_groups(
    ec2: &Client,
    r: DescribeSecurityGroups,
) -> Answer<DescribeSecurityGroupsOutput> {
    let pages = ec2
        .describe_security_groups()
        .set_group_ids(some(r.group_ids))
        .set_group_names(some(r.group_names))
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let groups = found.try_collect().await.map_err(refused)?;
    Ok(DescribeSecurityGroupsOutput {
        security_groups: groups.into_iter().map(read).collect(),
        next_token: None,
    })
}
