//! Security groups and their rules.

use paperboat_core::aws::Ec2;
use paperboat_core::aws::ec2::*;

use super::{default_vpc, group, ids, launch, one};
use crate::bench::{Bench, Stop};
use crate::case::{Checked, cases};

cases! { "ec2/security_group":
    it_is_made_shown_and_deleted [CreateSecurityGroup, DescribeSecurityGroups, DeleteSecurityGroup, DescribeVpcs]
    its_name_is_taken_once_in_a_vpc [CreateSecurityGroup, DescribeVpcs]
    a_rule_is_made_shown_and_revoked [CreateSecurityGroup, AuthorizeSecurityGroupIngress, RevokeSecurityGroupIngress, DescribeSecurityGroups, DescribeVpcs]
    a_rule_has_an_id_by_which_it_is_revoked [CreateSecurityGroup, AuthorizeSecurityGroupIngress, RevokeSecurityGroupIngress, DescribeSecurityGroupRules, DescribeVpcs]
    a_rule_is_made_once [CreateSecurityGroup, AuthorizeSecurityGroupIngress, DescribeVpcs]
    revoking_what_is_not_there_is_no_error_in_a_default_vpc [CreateSecurityGroup, RevokeSecurityGroupIngress, DescribeVpcs]
    a_group_can_be_let_in [CreateSecurityGroup, AuthorizeSecurityGroupIngress, DescribeSecurityGroups, DescribeVpcs]
    what_is_unknown_is_refused [AuthorizeSecurityGroupIngress, DescribeSecurityGroups, DeleteSecurityGroup]
    what_an_instance_uses_stays [CreateSecurityGroup, DeleteSecurityGroup, RunInstances, DescribeVpcs]
    the_default_one_stays [DescribeSecurityGroups, DeleteSecurityGroup, DescribeVpcs]
    an_unknown_rule_is_refused [DescribeSecurityGroupRules, CreateSecurityGroup, RevokeSecurityGroupIngress, DescribeVpcs]
    its_tags_are_listed [CreateSecurityGroup, CreateTags, DescribeResourceTags, DescribeVpcs]
    its_tags_find_it [CreateSecurityGroup, DescribeSecurityGroups, DescribeVpcs]
}

fn by_id(group_id: &str) -> DescribeSecurityGroups {
    DescribeSecurityGroups {
        group_ids: ids(group_id),
        ..Default::default()
    }
}

async fn shown(b: &Bench<'_>, group_id: &str) -> Result<SecurityGroup, Stop> {
    let mut reply = b.cloud.describe_security_groups(by_id(group_id)).await?;
    if reply.security_groups.len() != 1 {
        return Err(Stop(
            "ec2:DescribeSecurityGroups shows not one group".into(),
        ));
    }
    Ok(reply.security_groups.remove(0))
}

fn ssh(group_id: &str) -> AuthorizeSecurityGroupIngress {
    AuthorizeSecurityGroupIngress {
        group_id: group_id.into(),
        ip_permissions: vec![IpPermission::from_range("tcp", 22, "192.0.2.10/32")],
        ..Default::default()
    }
}

async fn it_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let group_id = group(b, "web").await?;
    b.begins("GroupId", &group_id, "sg-");
    let vpc = default_vpc(b).await?.vpc_id;
    let group = shown(b, &group_id).await?;
    b.check(
        "GroupName is the one given",
        group.group_name == b.name("web"),
        "another",
    );
    b.same("Description", group.description.as_str(), "behaviour suite");
    b.check("VpcId is the VPC's", group.vpc_id == vpc, "another");
    b.same("the length of OwnerId", group.owner_id.len(), 12);
    b.same(
        "how many rules let something in",
        group.ip_permissions.len(),
        0,
    );
    b.same(
        "how many rules let something out",
        group.ip_permissions_egress.len(),
        1,
    );
    for rule in &group.ip_permissions_egress {
        b.same(
            "the protocol of the rule for what goes out",
            rule.ip_protocol.as_str(),
            "-1",
        );
    }
    let delete = DeleteSecurityGroup {
        group_id: group_id.clone(),
        ..Default::default()
    };
    b.cloud.delete_security_group(delete.clone()).await?;
    b.refused("a deleted group", by_id(&group_id), "InvalidGroup.NotFound")
        .await;
    b.refused("a deleted group", delete, "InvalidGroup.NotFound")
        .await;
    Ok(())
}

async fn its_name_is_taken_once_in_a_vpc(b: &Bench<'_>) -> Checked {
    group(b, "web").await?;
    let again = CreateSecurityGroup {
        group_name: b.name("web"),
        description: "again".into(),
        vpc_id: default_vpc(b).await?.vpc_id,
        ..Default::default()
    };
    b.refused("a taken name", again, "InvalidGroup.Duplicate")
        .await;
    Ok(())
}

async fn a_rule_is_made_shown_and_revoked(b: &Bench<'_>) -> Checked {
    let group_id = group(b, "web").await?;
    let open = ssh(&group_id);
    b.cloud
        .authorize_security_group_ingress(open.clone())
        .await?;
    let rules = shown(b, &group_id).await?.ip_permissions;
    b.same("how many rules let something in", rules.len(), 1);
    for rule in &rules {
        b.same("IpProtocol", rule.ip_protocol.as_str(), "tcp");
        let ports = (rule.from_port, rule.to_port);
        b.check(
            "the ports are the ones given",
            ports == (Some(22), Some(22)),
            "others",
        );
        let ranges: Vec<_> = rule.ip_ranges.iter().map(|r| r.cidr_ip.as_str()).collect();
        b.same("the ranges", ranges.join(", ").as_str(), "192.0.2.10/32");
    }
    let close = RevokeSecurityGroupIngress {
        group_id: group_id.clone(),
        ip_permissions: open.ip_permissions,
        ..Default::default()
    };
    b.cloud.revoke_security_group_ingress(close).await?;
    let rules = shown(b, &group_id).await?.ip_permissions;
    b.same("how many rules are left", rules.len(), 0);
    Ok(())
}

async fn a_rule_has_an_id_by_which_it_is_revoked(b: &Bench<'_>) -> Checked {
    let group_id = group(b, "web").await?;
    let made = b.cloud.authorize_security_group_ingress(ssh(&group_id));
    let made = made.await?.security_group_rules;
    b.same("how many rules were made", made.len(), 1);
    let of_group = DescribeSecurityGroupRules {
        filters: vec![Filter::new("group-id", &group_id)],
        ..Default::default()
    };
    let found = b.cloud.describe_security_group_rules(of_group.clone());
    let found = found.await?.security_group_rules;
    let (out, within): (Vec<_>, Vec<_>) = found.into_iter().partition(|r| r.is_egress);
    b.same("how many rules let something out", out.len(), 1);
    b.same("how many rules let something in", within.len(), 1);
    for (rule, made) in within.iter().zip(&made) {
        b.begins("SecurityGroupRuleId", &rule.security_group_rule_id, "sgr-");
        b.check(
            "the rule is the one that was made",
            rule.security_group_rule_id == made.security_group_rule_id,
            "another",
        );
        b.same("IpProtocol", rule.ip_protocol.as_str(), "tcp");
        b.same("CidrIpv4", rule.cidr_ipv4.as_str(), "192.0.2.10/32");
        let ports = (rule.from_port, rule.to_port);
        b.check(
            "the ports are the ones given",
            ports == (Some(22), Some(22)),
            "others",
        );
    }
    let close = RevokeSecurityGroupIngress {
        group_id,
        security_group_rule_ids: made.into_iter().map(|r| r.security_group_rule_id).collect(),
        ..Default::default()
    };
    let gone = b.cloud.revoke_security_group_ingress(close).await?;
    b.same(
        "how many rules were revoked",
        gone.revoked_security_group_rules.len(),
        1,
    );
    let left = b.cloud.describe_security_group_rules(of_group).await?;
    b.same(
        "how many rules are left",
        left.security_group_rules.len(),
        1,
    );
    Ok(())
}

async fn an_unknown_rule_is_refused(b: &Bench<'_>) -> Checked {
    let unknown = vec!["sgr-0123456789abcdef0".to_owned()];
    let code = "InvalidSecurityGroupRuleId.NotFound";
    let describe = DescribeSecurityGroupRules {
        security_group_rule_ids: unknown.clone(),
        ..Default::default()
    };
    b.refused("an unknown rule", describe, code).await;
    let revoke = RevokeSecurityGroupIngress {
        group_id: group(b, "web").await?,
        security_group_rule_ids: unknown,
        ..Default::default()
    };
    b.refused("an unknown rule", revoke, code).await;
    Ok(())
}

async fn its_tags_are_listed(b: &Bench<'_>) -> Checked {
    let group_id = group(b, "web").await?;
    let tags = CreateTags {
        resources: vec![group_id.clone()],
        tags: vec![Tag::new("colour", "red"), Tag::new("size", "small")],
    };
    b.cloud.create_tags(tags).await?;
    let of_group = Filter::new("resource-id", &group_id);
    let request = DescribeResourceTags {
        filters: vec![of_group, Filter::new("key", "colour")],
        ..Default::default()
    };
    let found = b.cloud.describe_resource_tags(request).await?.tags;
    b.same("how many tags are found", found.len(), 1);
    for tag in &found {
        b.same("Key", tag.key.as_str(), "colour");
        b.same("Value", tag.value.as_str(), "red");
        b.same("ResourceType", tag.resource_type.as_str(), "security-group");
        b.check(
            "ResourceId is the group's",
            tag.resource_id == group_id,
            "another",
        );
    }
    Ok(())
}

async fn a_rule_is_made_once(b: &Bench<'_>) -> Checked {
    let group_id = group(b, "web").await?;
    let open = ssh(&group_id);
    b.cloud
        .authorize_security_group_ingress(open.clone())
        .await?;
    b.refused("the same rule again", open, "InvalidPermission.Duplicate")
        .await;
    Ok(())
}

async fn revoking_what_is_not_there_is_no_error_in_a_default_vpc(b: &Bench<'_>) -> Checked {
    let group_id = group(b, "web").await?;
    let ip_permissions = ssh(&group_id).ip_permissions;
    let close = RevokeSecurityGroupIngress {
        group_id,
        ip_permissions,
        ..Default::default()
    };
    let gone = b.cloud.revoke_security_group_ingress(close).await?;
    b.same(
        "how many rules were revoked",
        gone.revoked_security_group_rules.len(),
        0,
    );
    b.same(
        "how many rules are said to be unknown",
        gone.unknown_ip_permissions.len(),
        1,
    );
    Ok(())
}

async fn a_group_can_be_let_in(b: &Bench<'_>) -> Checked {
    let (web, database) = (group(b, "web").await?, group(b, "database").await?);
    let open = AuthorizeSecurityGroupIngress {
        group_id: database.clone(),
        ip_permissions: vec![IpPermission::from_group("tcp", 3306, &web)],
        ..Default::default()
    };
    b.cloud.authorize_security_group_ingress(open).await?;
    let rules = shown(b, &database).await?.ip_permissions;
    let pairs: Vec<_> = rules.iter().flat_map(|r| &r.user_id_group_pairs).collect();
    b.same("how many groups are let in", pairs.len(), 1);
    b.check(
        "it is the group given",
        pairs.iter().all(|p| p.group_id == web),
        "another",
    );
    // Groups that name one another could not be deleted.
    b.later(RevokeSecurityGroupIngress {
        group_id: database,
        ip_permissions: vec![IpPermission::from_group("tcp", 3306, &web)],
        ..Default::default()
    });
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    const UNKNOWN: &str = "sg-0123456789abcdef0";
    b.refused("an unknown group", ssh(UNKNOWN), "InvalidGroup.NotFound")
        .await;
    b.refused("an unknown group", by_id(UNKNOWN), "InvalidGroup.NotFound")
        .await;
    let group_id = UNKNOWN.to_owned();
    let delete = DeleteSecurityGroup {
        group_id,
        ..Default::default()
    };
    b.refused("an unknown group", delete, "InvalidGroup.NotFound")
        .await;
    b.refused(
        "a name in place of an id",
        by_id("web"),
        "InvalidGroupId.Malformed",
    )
    .await;
    Ok(())
}

async fn what_an_instance_uses_stays(b: &Bench<'_>) -> Checked {
    let group_id = group(b, "web").await?;
    let request = RunInstances {
        security_group_ids: ids(&group_id),
        ..one(b).await?
    };
    launch(b, request).await?;
    let delete = DeleteSecurityGroup {
        group_id,
        ..Default::default()
    };
    b.refused("a group in use", delete, "DependencyViolation")
        .await;
    Ok(())
}

async fn the_default_one_stays(b: &Bench<'_>) -> Checked {
    let filters = vec![
        Filter::new("vpc-id", default_vpc(b).await?.vpc_id),
        Filter::new("group-name", "default"),
    ];
    let request = DescribeSecurityGroups {
        filters,
        ..Default::default()
    };
    let found = b
        .cloud
        .describe_security_groups(request)
        .await?
        .security_groups;
    b.same("how many groups are called default", found.len(), 1);
    for group in found {
        let group_id = group.group_id;
        let delete = DeleteSecurityGroup {
            group_id,
            ..Default::default()
        };
        b.refused("the default group", delete, "CannotDelete").await;
    }
    Ok(())
}

async fn its_tags_find_it(b: &Bench<'_>) -> Checked {
    let request = CreateSecurityGroup {
        group_name: b.name("tagged"),
        description: "behaviour suite".into(),
        vpc_id: default_vpc(b).await?.vpc_id,
        tag_specifications: vec![TagSpecification {
            resource_type: "security-group".into(),
            tags: vec![Tag::new("purpose", b.name("web"))],
        }],
    };
    let group_id = b.cloud.create_security_group(request).await?.group_id;
    b.later(DeleteSecurityGroup {
        group_id: group_id.clone(),
        ..Default::default()
    });
    let by_tag = DescribeSecurityGroups {
        filters: vec![Filter::new("tag:purpose", b.name("web"))],
        ..Default::default()
    };
    let found = b
        .cloud
        .describe_security_groups(by_tag)
        .await?
        .security_groups;
    let right = found.len() == 1 && found[0].group_id == group_id;
    b.check("the filter tag:KEY finds the one group", right, found.len());
    Ok(())
}
