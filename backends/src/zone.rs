//! Whose a host's name is.

/// The zones in which AWS's own names lie: services, load balancers, instances.
const AWS: [&str; 4] = ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "aws"];

/// Tells whether a host is one of AWS's own. Capitals and a dot at the end make no difference.
pub(crate) fn is_aws(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    AWS.iter().any(|zone| {
        host.strip_suffix(zone)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_aws;

    #[test]
    fn names_of_aws_are_told_from_others() {
        assert!(is_aws("ec2.eu-west-1.amazonaws.com"));
        assert!(is_aws("vpce-1.ecs.us-east-1.vpce.amazonaws.com"));
        assert!(is_aws("ecs.eu-west-1.api.aws"));
        assert!(is_aws("X.ELB.AmazonAWS.com."));
        assert!(!is_aws("notamazonaws.com"));
        assert!(!is_aws("localhost"));
    }
}
