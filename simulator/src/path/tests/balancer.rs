//! Through a load balancer, hop by hop.

use paperboat_core::aws::ec2::{AuthorizeSecurityGroupIngress, IpPermission};
use paperboat_core::aws::elbv2::{
    Action, CreateListener, CreateLoadBalancer, CreateTargetGroup, RegisterTargets,
    TargetDescription,
};
use paperboat_core::workload::WorkloadKind;

use super::{Origin, STRANGER, Town, image};
use crate::ec2;
use crate::testing::{self, call};

#[test]
fn the_hop_that_fails_can_be_told() {
    let mut town = Town::new(vec![image("acme/web", WorkloadKind::App, &[])]);
    town.define("web", &["acme/web"], &[]);
    let outer = town.group("outer", vec![]);
    let inner = town.group("inner", vec![]);
    let task = town.run("web", &inner);
    let vpc_id = ec2::vpc_id(&town.w).to_owned();
    let group = call(
        &mut town.w,
        CreateTargetGroup {
            name: "web".into(),
            protocol: "HTTP".into(),
            port: Some(8080),
            target_type: "ip".into(),
            vpc_id,
            ..Default::default()
        },
    );
    let group = group
        .expect("a group")
        .target_groups
        .remove(0)
        .target_group_arn;
    let balancer = call(
        &mut town.w,
        CreateLoadBalancer {
            name: "web".into(),
            subnets: town.subnets.clone(),
            security_groups: vec![outer.clone()],
            ..Default::default()
        },
    );
    let balancer = balancer.expect("a balancer").load_balancers.remove(0);
    let host = balancer.dns_name.clone();
    let url = format!("http://{host}/");
    let mut seen = Vec::new();
    let mut look = |town: &mut Town, what: &str| {
        testing::pass(&mut town.w, 5);
        let got = town.gets(STRANGER, &url);
        let routes = town.routes(STRANGER, &host, 80).replace('\n', ", ");
        seen.push(format!("{what}: {} | {routes}", got.replace(&host, "HOST")));
    };
    testing::pass(&mut town.w, 300);
    look(&mut town, "closed");
    let opens = |group_id: &str, rule| AuthorizeSecurityGroupIngress {
        group_id: group_id.into(),
        ip_permissions: vec![rule],
        ..Default::default()
    };
    call(
        &mut town.w,
        opens(&outer, IpPermission::from_range("tcp", 80, "0.0.0.0/0")),
    )
    .expect("a rule");
    look(&mut town, "no listener");
    let listener = CreateListener {
        load_balancer_arn: balancer.load_balancer_arn,
        protocol: "HTTP".into(),
        port: 80,
        default_actions: vec![Action {
            r#type: "forward".into(),
            target_group_arn: group.clone(),
            ..Action::default()
        }],
    };
    call(&mut town.w, listener).expect("a listener");
    look(&mut town, "no target");
    let register = RegisterTargets {
        target_group_arn: group,
        targets: vec![TargetDescription {
            id: town.addresses(task).0,
            ..Default::default()
        }],
    };
    call(&mut town.w, register).expect("a target");
    look(&mut town, "target's group closed");
    call(
        &mut town.w,
        opens(&inner, IpPermission::from_group("tcp", 8080, &outer)),
    )
    .expect("a rule");
    look(&mut town, "open");
    let key = town.container(task);
    let cause = town.w.containers[key].last;
    crate::container::stop(&mut town.w, key, std::time::Duration::from_secs(600), cause);
    let got = town.gets(STRANGER, &url);
    let routes = town.routes(STRANGER, &host, 80);
    seen.push(format!("stopping: {got} | {routes}"));
    insta::assert_snapshot!(seen.join("\n"), @r"
    closed: curl: (28) Failed to connect to HOST port 80 after 10000 ms: Couldn't connect to server | 1.00 security-group
    no listener: curl: (7) Failed to connect to HOST port 80 after 0 ms: Couldn't connect to server | 1.00 refused
    no target: 503 <html> | 1.00 no-target
    target's group closed: 504 <html> | 1.00 security-group
    open: 200 web:1 | 1.00 ready
    stopping: 502 <html> | 1.00 stopping
    ");
    let inside = Origin::Container(key);
    assert_eq!(
        town.dials(inside, &host, 81),
        "connection timed out: no rule of a security group lets it in"
    );
}
