//! What an instance can ask about itself.

use super::Bench;
use crate::testing::pass;

const TOKEN: &str = "T=$(curl -sX PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 21600');";

/// Asks for a path with a token of its own.
fn with_token(path: &str) -> String {
    format!(
        "{TOKEN} curl -s -H \"X-aws-ec2-metadata-token: $T\" http://169.254.169.254/latest/{path}"
    )
}

#[test]
fn an_instance_reads_about_itself_with_a_token() {
    let mut bench = Bench::with(false, "#!/bin/sh\ntrue\n");
    let instance = bench.instance();
    let mut read = |path: &str| bench.run(&with_token(path));
    let shown = |text: &str| format!("{text}%\n");
    let address = instance.public_ip_address.unwrap().to_string();
    for (path, is) in [
        ("meta-data/instance-id", shown(&instance.instance_id)),
        ("meta-data/ami-id", shown(&instance.image_id)),
        ("meta-data/instance-type", shown("t3.small")),
        ("meta-data/public-ipv4", shown(&address)),
        (
            "meta-data/local-hostname/",
            shown(&instance.private_dns_name),
        ),
        (
            "meta-data/placement/availability-zone",
            shown(&instance.placement.availability_zone),
        ),
        ("meta-data/placement/region", shown("us-east-1")),
        ("meta-data/security-groups", shown("default")),
        ("meta-data/public-keys/", shown("0=boat")),
        ("user-data", "#!/bin/sh\ntrue\n".to_owned()),
        ("", "dynamic\nmeta-data\nuser-data%\n".to_owned()),
    ] {
        assert_eq!(read(path), is, "{path}");
    }
    let key = read("meta-data/public-keys/0/openssh-key");
    assert!(
        key.starts_with("ssh-rsa AAAA") && key.ends_with(" boat\n"),
        "{key}"
    );
    let all = read("meta-data/");
    assert!(
        all.contains("\nplacement/\n") && !all.contains("iam/"),
        "{all}"
    );
    let document = read("dynamic/instance-identity/document");
    assert!(
        document.contains("\"region\" : \"us-east-1\""),
        "{document}"
    );
    assert!(document.contains("\"kernelId\" : null"), "{document}");
    for absent in ["meta-data/iam/info", "meta-data/spot/instance-action", "x"] {
        let said = read(absent);
        assert!(said.contains("<h1>404 - Not Found</h1>"), "{said}");
    }
}

#[test]
fn who_asks_wrongly_is_refused_as_the_service_does() {
    let mut bench = Bench::new(false);
    let at = "http://169.254.169.254/latest";
    let code = "curl -s -o /dev/null -w '%{http_code}'";
    for (line, is) in [
        (format!("{code} {at}/meta-data/"), "401%\n"),
        (
            format!("{code} -H 'X-aws-ec2-metadata-token: AQAAAA==' {at}/meta-data/"),
            "401%\n",
        ),
        (format!("{code} -X PUT {at}/api/token"), "400%\n"),
        (
            format!("{code} -X PUT {at}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 0'"),
            "400%\n",
        ),
        (
            format!(
                "{code} -X PUT {at}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 21601'"
            ),
            "400%\n",
        ),
        (
            format!(
                "{code} -X PUT {at}/api/token -H 'X-Forwarded-For: a' -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'"
            ),
            "403%\n",
        ),
        (format!("{code} -X POST {at}/meta-data/"), "405%\n"),
        (format!("curl -sf {at}/meta-data/instance-id"), "= 22\n"),
    ] {
        assert_eq!(bench.run(&line), is, "{line}");
    }
    let said = bench.run("curl -s -X PUT http://localhost/");
    assert!(said.contains("not modelled: curl with a request"), "{said}");
}

#[test]
fn a_machine_is_told_from_where_it_comes() {
    let mut bench = Bench::new(false);
    let address = bench.instance().public_ip_address.unwrap();
    let said = bench.run("curl -s https://checkip.amazonaws.com");
    assert_eq!(said, format!("{address}\n"));
}

#[test]
fn a_token_ends_when_it_was_asked_to() {
    let mut bench = Bench::new(true);
    let token = "curl -sX PUT 169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' > t";
    assert_eq!(bench.run(token), "");
    let read = "curl -s -o /dev/null -w '%{http_code}' -H \"x-aws-ec2-metadata-token: $(cat t)\" 169.254.169.254/latest/meta-data/";
    assert_eq!(bench.run(read), "200%\n");
    pass(&mut bench.w, 60);
    assert_eq!(bench.run(read), "401%\n");
}

#[test]
fn a_container_on_a_bridge_is_one_network_further() {
    let mut bench = Bench::new(false);
    bench.run("sudo dnf install -y docker && sudo systemctl start docker && sudo docker run -d --name web nginx:1.27 && sudo docker run -d --name direct --network host nginx:1.27");
    let put = "curl -s -m 5 -o /dev/null -w '%{http_code}' -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'";
    for (name, limit, is) in [
        ("web", 2, "200%\n"),
        ("direct", 1, "200%\n"),
        ("web", 1, "000%\n= 28\n"),
    ] {
        bench.hops(limit);
        let said = bench.run(&format!("sudo docker exec {name} {put}"));
        assert_eq!(said, is, "{name} with {limit}");
    }
}
