//! Load balancers.

use paperboat_core::aws::elbv2::*;
use paperboat_core::aws::{Elb, ec2};
use paperboat_core::recipe::Wait;

use super::{create, unknown, wanted};
use crate::bench::{Bench, is};
use crate::case::{Checked, cases};
use crate::ec2::ids;

cases! { "elbv2/balancer":
    it_is_made_shown_and_deleted [CreateLoadBalancer, DescribeLoadBalancers, DeleteLoadBalancer]
    it_is_provisioned_and_then_active [CreateLoadBalancer, DescribeLoadBalancers]
    the_same_again_gives_the_same [CreateLoadBalancer]
    its_name_is_taken_once [CreateLoadBalancer]
    its_name_has_rules [CreateLoadBalancer]
    it_needs_two_zones_that_exist [CreateLoadBalancer]
    deleting_what_is_gone_is_no_error [CreateLoadBalancer, DeleteLoadBalancer]
    its_security_group_stays_with_it [CreateLoadBalancer, ec2::CreateSecurityGroup, ec2::DeleteSecurityGroup]
    what_is_unknown_is_refused [DescribeLoadBalancers]
}

fn by_name(b: &Bench<'_>) -> DescribeLoadBalancers {
    DescribeLoadBalancers {
        names: vec![b.name("lb")],
        ..Default::default()
    }
}

async fn it_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let made = create(b, wanted(b).await?).await?;
    b.begins(
        "LoadBalancerArn",
        &made.load_balancer_arn,
        "arn:aws:elasticloadbalancing:",
    );
    b.check(
        "LoadBalancerName is the one given",
        made.load_balancer_name == b.name("lb"),
        "another",
    );
    b.same("Type", made.r#type.as_str(), "application");
    b.same("Scheme", made.scheme.as_str(), "internet-facing");
    let host = made.dns_name.ends_with(".elb.amazonaws.com");
    b.check("DNSName ends with .elb.amazonaws.com", host, "otherwise");
    b.begins("VpcId", &made.vpc_id, "vpc-");
    b.same(
        "how many security groups it has",
        made.security_groups.len(),
        1,
    );
    let shown = b
        .cloud
        .describe_load_balancers(by_name(b))
        .await?
        .load_balancers;
    let same = shown.len() == 1
        && shown[0].load_balancer_arn == made.load_balancer_arn
        && shown[0].dns_name == made.dns_name;
    b.check("it is found by its name", same, shown.len());
    let load_balancer_arn = made.load_balancer_arn;
    b.cloud
        .delete_load_balancer(DeleteLoadBalancer { load_balancer_arn })
        .await?;
    b.refused("a deleted name", by_name(b), "LoadBalancerNotFound")
        .await;
    Ok(())
}

async fn it_is_provisioned_and_then_active(b: &Bench<'_>) -> Checked {
    let made = create(b, wanted(b).await?).await?;
    b.same(
        "State.Code in the reply",
        made.state.code.word(),
        "provisioning",
    );
    let first = b
        .cloud
        .describe_load_balancers(by_name(b))
        .await?
        .load_balancers;
    let code = first.first().map_or("absent", |l| l.state.code.word());
    b.same("State.Code at the first look", code, "provisioning");
    let active = |r: &LoadBalancers| {
        is(
            r.load_balancers
                .first()
                .map_or("absent", |l| l.state.code.word()),
            "active",
        )
    };
    b.until("the load balancer is active", by_name(b), active)
        .await?;
    Ok(())
}

async fn the_same_again_gives_the_same(b: &Bench<'_>) -> Checked {
    let request = wanted(b).await?;
    let first = create(b, request.clone()).await?;
    let again = create(b, request).await?;
    b.check(
        "LoadBalancerArn stays",
        first.load_balancer_arn == again.load_balancer_arn,
        "another",
    );
    Ok(())
}

async fn its_name_is_taken_once(b: &Bench<'_>) -> Checked {
    let request = wanted(b).await?;
    create(b, request.clone()).await?;
    let other = CreateLoadBalancer {
        scheme: "internal".into(),
        ..request
    };
    b.refused("a taken name", other, "DuplicateLoadBalancerName")
        .await;
    Ok(())
}

async fn wrong(
    b: &Bench<'_>,
    what: &str,
    code: &str,
    change: impl FnOnce(&mut CreateLoadBalancer) + Send,
) -> Checked {
    let mut request = wanted(b).await?;
    change(&mut request);
    let accepted = b.refused(what, request, code).await;
    for made in accepted.into_iter().flat_map(|r| r.load_balancers) {
        let load_balancer_arn = made.load_balancer_arn;
        b.cloud
            .delete_load_balancer(DeleteLoadBalancer { load_balancer_arn })
            .await?;
    }
    Ok(())
}

async fn its_name_has_rules(b: &Bench<'_>) -> Checked {
    wrong(
        b,
        "a name that begins with internal-",
        "ValidationError",
        |r| r.name = "internal-x".into(),
    )
    .await?;
    wrong(b, "a name with an underscore", "ValidationError", |r| {
        r.name = "a_b".into()
    })
    .await?;
    wrong(b, "a name of 33 characters", "ValidationError", |r| {
        r.name = "x".repeat(33)
    })
    .await
}

async fn it_needs_two_zones_that_exist(b: &Bench<'_>) -> Checked {
    wrong(b, "one subnet", "ValidationError", |r| {
        r.subnets.truncate(1)
    })
    .await?;
    wrong(b, "an unknown subnet", "SubnetNotFound", |r| {
        r.subnets[1] = "subnet-0123456789abcdef0".into()
    })
    .await?;
    wrong(
        b,
        "an unknown security group",
        "InvalidSecurityGroup",
        |r| r.security_groups = ids("sg-0123456789abcdef0"),
    )
    .await
}

async fn deleting_what_is_gone_is_no_error(b: &Bench<'_>) -> Checked {
    let load_balancer_arn = create(b, wanted(b).await?).await?.load_balancer_arn;
    let delete = DeleteLoadBalancer { load_balancer_arn };
    b.cloud.delete_load_balancer(delete.clone()).await?;
    b.cloud.delete_load_balancer(delete).await?;
    Ok(())
}

async fn its_security_group_stays_with_it(b: &Bench<'_>) -> Checked {
    let group_id = crate::ec2::group(b, "lb").await?;
    let request = CreateLoadBalancer {
        security_groups: ids(&group_id),
        ..wanted(b).await?
    };
    let made = create(b, request).await?;
    b.check(
        "SecurityGroups is the one given",
        made.security_groups == ids(&group_id),
        "others",
    );
    let delete = ec2::DeleteSecurityGroup {
        group_id,
        ..Default::default()
    };
    b.refused(
        "the group of a load balancer",
        delete.clone(),
        "DependencyViolation",
    )
    .await;
    let load_balancer_arn = made.load_balancer_arn;
    b.cloud
        .delete_load_balancer(DeleteLoadBalancer { load_balancer_arn })
        .await?;
    // Its interfaces go a while after it.
    b.context()
        .once_possible(Wait::FirewallUnused, crate::bench::PATIENCE, delete)
        .await?;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    b.refused("an unknown name", by_name(b), "LoadBalancerNotFound")
        .await;
    let by_arn = DescribeLoadBalancers {
        load_balancer_arns: vec![unknown("loadbalancer/app/web")],
        ..Default::default()
    };
    b.refused("an unknown ARN", by_arn, "LoadBalancerNotFound")
        .await;
    Ok(())
}
