//! The ports that a world has open, on addresses of this computer: a load balancer in front of a service, and an instance whose
//! containers come back with it.
#![cfg(target_os = "linux")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use paperboat_serve::clock::Pace;
use paperboat_serve::server::{Served, run};
use paperboat_serve::worlds::{Birth, Worlds};
use serde_json::{Value, json};

/// How long anything may take on the wall.
const PATIENCE: Duration = Duration::from_secs(60);

/// Amazon Linux 2023 in every world.
const AL2023: &str = "ami-0180048c46117a2cd";

/// An account with doors, in a world of a seed that no other test has: addresses follow from ids.
struct Account(SocketAddr);

impl Account {
    fn new(seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let at = listener.local_addr().expect("an address");
        let birth = Birth {
            seed,
            ..Birth::default()
        };
        let served = Served::new(Worlds::new(birth, Pace::Warp)).with_doors();
        std::thread::spawn(move || run(listener, served));
        Self(at)
    }

    fn signed(service: &str, more: &str) -> String {
        format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=k/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n{more}\r\n"
        )
    }

    /// Asks a service that takes parameters.
    fn query(&self, service: &str, version: &str, parameters: &str) -> String {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let head = Self::signed(service, kind);
        let body = format!("Version={version}&{parameters}");
        let said = send(self.0, &head, &body).expect("an answer");
        assert!(said.starts_with("HTTP/1.1 200"), "{parameters}: {said}");
        said
    }

    fn ec2(&self, parameters: &str) -> String {
        self.query("ec2", "2016-11-15", parameters)
    }

    fn elb(&self, parameters: &str) -> String {
        self.query("elasticloadbalancing", "2015-12-01", parameters)
    }

    /// Asks ECS.
    fn ecs(&self, operation: &str, body: &Value) {
        let target = format!(
            "X-Amz-Target: AmazonEC2ContainerServiceV20141113.{operation}\r\nContent-Type: application/x-amz-json-1.1"
        );
        let said = send(self.0, &Self::signed("ecs", &target), &body.to_string());
        let said = said.expect("an answer");
        assert!(said.starts_with("HTTP/1.1 200"), "{operation}: {said}");
    }

    /// Asks beside AWS.
    fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let head = format!("{method} /_paperboat/{path} HTTP/1.1\r\nHost: localhost\r\n");
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let said = send(self.0, &head, &body).expect("an answer");
        let (_, data) = said.split_once("\r\n\r\n").expect("a head");
        serde_json::from_str(data).expect("data")
    }

    /// Where a port of something is open here; none while it is not.
    fn door(&self, name: &str, port: u16) -> Option<SocketAddr> {
        let doors = self.control("GET", "doors", &Value::Null);
        let doors = doors["doors"].as_array()?;
        let door = doors.iter().find(|door| door["name"] == *name)?;
        let ports = door["ports"].as_array()?;
        let open = ports.iter().find(|open| open["port"] == port)?;
        open["at"].as_str()?.parse().ok()
    }

    fn opened(&self, name: &str, port: u16) -> SocketAddr {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.door(name, port) {
                Some(at) => return at,
                None if Instant::now() > until => panic!("port {port} of {name} does not open"),
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// Lets everybody in at port 80 of the default security group.
    fn allow(&self) {
        let groups = self.ec2("Action=DescribeSecurityGroups");
        self.ec2(&format!(
            "Action=AuthorizeSecurityGroupIngress&GroupId={}&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=80\
             &IpPermissions.1.ToPort=80&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0",
            element(&groups, "groupId")
        ));
    }
}

/// Sends a request, and reads what comes until the connection is closed.
fn send(at: SocketAddr, head: &str, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(at)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = body.len();
    let request = format!("{head}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// The status and the text of a page.
fn page(at: SocketAddr) -> String {
    let said = send(at, "GET / HTTP/1.1\r\nHost: x\r\n", "").expect("an answer");
    let (head, body) = said.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).unwrap_or_default();
    format!("{status} {}", body.trim_end())
}

/// What stands between the first such tags.
fn element<'a>(body: &'a str, name: &str) -> &'a str {
    let inner = body.split(&format!("<{name}>")).nth(1);
    let inner = inner.unwrap_or_else(|| panic!("{name} in {body}"));
    inner.split("</").next().unwrap_or_default()
}

#[test]
fn a_load_balancer_answers_for_its_service_and_closes_with_it() {
    let account = Account::new(400);
    for tag in [1, 2] {
        let image = json!({ "image": format!("me/hello:{tag}"), "ports": [8080] });
        account.control("POST", "push", &image);
    }
    account.allow();
    let subnets = account.ec2("Action=DescribeSubnets");
    let subnets: Vec<&str> = subnets.split("<subnetId>").skip(1).collect();
    let subnets: Vec<&str> = subnets
        .iter()
        .map(|s| &s[..s.find('<').unwrap_or(0)])
        .collect();
    let made = account.elb(&format!(
        "Action=CreateLoadBalancer&Name=web&Subnets.member.1={}&Subnets.member.2={}",
        subnets[0], subnets[1]
    ));
    let (arn, name) = (element(&made, "LoadBalancerArn"), element(&made, "DNSName"));
    let vpc = element(&made, "VpcId");
    let targets = account.elb(&format!(
        "Action=CreateTargetGroup&Name=web&Protocol=HTTP&Port=8080&TargetType=ip&VpcId={vpc}&HealthCheckIntervalSeconds=5\
         &HealthCheckTimeoutSeconds=2&HealthyThresholdCount=2"
    ));
    let targets = element(&targets, "TargetGroupArn");
    assert_eq!(account.door(name, 80), None);
    account.elb(&format!(
        "Action=CreateListener&LoadBalancerArn={arn}&Protocol=HTTP&Port=80&DefaultActions.member.1.Type=forward\
         &DefaultActions.member.1.TargetGroupArn={targets}"
    ));
    account.ecs("CreateCluster", &json!({ "clusterName": "c" }));
    let task = |tag: u8| {
        let container = json!({
            "name": "web", "image": format!("me/hello:{tag}"), "portMappings": [{ "containerPort": 8080 }],
        });
        account.ecs(
            "RegisterTaskDefinition",
            &json!({
                "family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
                "containerDefinitions": [container],
            }),
        );
    };
    task(1);
    let network =
        json!({ "awsvpcConfiguration": { "subnets": &subnets[..2], "assignPublicIp": "ENABLED" } });
    account.ecs(
        "CreateService",
        &json!({
            "cluster": "c", "serviceName": "web", "taskDefinition": "web:1", "desiredCount": 1, "launchType": "FARGATE",
            "networkConfiguration": network,
            "loadBalancers": [{ "targetGroupArn": targets, "containerName": "web", "containerPort": 8080 }],
        }),
    );
    // Whoever connects waits until the load balancer is there, and whoever looks again until something else is shown.
    let at = account.opened(name, 80);
    let first = page(at);
    assert!(
        first.starts_with("503 ") || first == "200 hello:1",
        "{first}"
    );
    if first != "200 hello:1" {
        assert_eq!(page(at), "200 hello:1");
    }
    task(2);
    let update = json!({ "cluster": "c", "service": "web", "taskDefinition": "web:2" });
    account.ecs("UpdateService", &update);
    account.control("POST", "advance", &json!({ "seconds": 900 }));
    assert_eq!(page(at), "200 hello:2");
    account.elb(&format!("Action=DeleteLoadBalancer&LoadBalancerArn={arn}"));
    closed(at);
    assert_eq!(account.door(name, 80), None);
}

/// Waits until nobody listens any more.
fn closed(at: SocketAddr) {
    let until = Instant::now() + PATIENCE;
    while TcpStream::connect(at).is_ok() {
        assert!(Instant::now() < until, "{at} stays open");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_machine_that_boots_again_answers_whoever_waits_for_its_containers() {
    // Installs Docker and starts a container that always comes back, on port 80.
    const BOOT: &str = "IyEvYmluL2Jhc2gKZG5mIGluc3RhbGwgLXkgZG9ja2VyCnN5c3RlbWN0bCBlbmFibGUgLS1ub3cgZG9ja2VyCmRvY2tlciBydW4gLWQgLS1uYW1lIHdlYiAtLXJlc3RhcnQgYWx3YXlzIC1wIDgwOjgwODAgbWUvaGVsbG86MQo%3D";
    let account = Account::new(401);
    let image = json!({ "image": "me/hello:1", "ports": [8080] });
    account.control("POST", "push", &image);
    account.allow();
    let launched = account.ec2(&format!(
        "Action=RunInstances&MinCount=1&MaxCount=1&InstanceType=t3.small&ImageId={AL2023}&UserData={BOOT}"
    ));
    let id = element(&launched, "instanceId");
    account.control("POST", "advance", &json!({ "seconds": 600 }));
    let at = account.opened(id, 80);
    assert_eq!(page(at), "200 hello:1");
    account.ec2(&format!("Action=RebootInstances&InstanceId.1={id}"));
    // Longer than it takes to look at the world: the door stays where it is.
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(page(at), "200 hello:1");
    account.ec2(&format!("Action=TerminateInstances&InstanceId.1={id}"));
    closed(at);
}
