//! Key pairs.

use paperboat_core::aws::Ec2;
use paperboat_core::aws::ec2::*;

use crate::bench::Bench;
use crate::case::{Checked, cases};

cases! { "ec2/key_pair":
    it_is_made_shown_and_deleted [CreateKeyPair, DescribeKeyPairs, DeleteKeyPair]
    its_private_key_can_be_read [CreateKeyPair]
    its_name_is_taken_once [CreateKeyPair]
    deleting_what_is_not_there_is_no_error [DeleteKeyPair]
    ones_own_is_imported [ImportKeyPair, DescribeKeyPairs, DeleteKeyPair]
    its_tags_find_it [CreateKeyPair, DescribeKeyPairs]
}

const RSA: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDVHzMk3iajr5S0/cu+25l/2we5huvzggXghB73NSCs4nZ/3pVCIZwuF7QU2EclxnHoayjUCwDXQ4+jyErGj/ON/yYbWhytCHQ6C4eizVrG9yQD3lCp9wni6+Ekg3raAAAefYVIQ0iRaxNofck3QS79UEaokvhpTaLzylQGgOBYFpIkur0Eo4VuCNf0QV24gwuUJYyfegVv17D5iUrT90M6G6Onux2ienucOhdad62DPRGpvUeKvgomvsypMFZisc4rbC3zJY1kcssDcFMm/Gq0e7djFIMgkZnIskT7sbhsZvQIcca0CQ+XQmwmU9c7fe7mFDgaJRn/2SZO+Mar6e2p me@here";
const ED25519: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGXpyhWRFRmt6gVE3uHx9NtSJ8fKWrIHDa/IaSSmRN5o me@here";

async fn make(b: &Bench<'_>, key_type: &str) -> Result<CreateKeyPairOutput, crate::bench::Stop> {
    let request = CreateKeyPair {
        key_name: b.name("key"),
        key_type: key_type.into(),
        tag_specifications: vec![TagSpecification {
            resource_type: "key-pair".into(),
            tags: vec![Tag::new("purpose", b.name("login"))],
        }],
    };
    let reply = b.cloud.create_key_pair(request).await?;
    b.later(DeleteKeyPair {
        key_name: b.name("key"),
    });
    Ok(reply)
}

fn named(name: String) -> DescribeKeyPairs {
    DescribeKeyPairs {
        key_names: vec![name],
        ..Default::default()
    }
}

async fn it_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let made = make(b, "rsa").await?;
    b.check(
        "the name is the one given",
        made.key_name == b.name("key"),
        "another",
    );
    b.begins("KeyPairId", &made.key_pair_id, "key-");
    b.there("KeyFingerprint", &made.key_fingerprint);
    let shown = b.cloud.describe_key_pairs(named(b.name("key"))).await?;
    b.same("how many are shown", shown.key_pairs.len(), 1);
    let same = shown
        .key_pairs
        .first()
        .is_some_and(|k| k.key_pair_id == made.key_pair_id);
    b.check("the KeyPairId stays", same, "another");
    let key_name = b.name("key");
    b.cloud.delete_key_pair(DeleteKeyPair { key_name }).await?;
    let gone = named(b.name("key"));
    b.refused("a deleted name", gone, "InvalidKeyPair.NotFound")
        .await;
    Ok(())
}

/// The frame of a PEM file, and enough between its lines to be a key of the kind that was asked for.
async fn its_private_key_can_be_read(b: &Bench<'_>) -> Checked {
    for (kind, frame, least) in [
        ("rsa", "-----BEGIN RSA PRIVATE KEY-----", 1_600),
        ("ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----", 350),
    ] {
        let made = make(b, kind).await?;
        b.begins(
            &format!("KeyMaterial of {kind}"),
            &made.key_material.0,
            frame,
        );
        let long = made.key_material.0.len() >= least;
        let what = format!("KeyMaterial of {kind} is as long as such a key");
        b.check(&what, long, "shorter");
        let key_name = b.name("key");
        b.cloud.delete_key_pair(DeleteKeyPair { key_name }).await?;
    }
    Ok(())
}

async fn its_name_is_taken_once(b: &Bench<'_>) -> Checked {
    make(b, "rsa").await?;
    let again = CreateKeyPair {
        key_name: b.name("key"),
        ..Default::default()
    };
    b.refused("a taken name", again, "InvalidKeyPair.Duplicate")
        .await;
    Ok(())
}

async fn deleting_what_is_not_there_is_no_error(b: &Bench<'_>) -> Checked {
    let key_name = b.name("nobody");
    b.cloud.delete_key_pair(DeleteKeyPair { key_name }).await?;
    Ok(())
}

/// Keys of `ssh-keygen`; what OpenSSL and `ssh-keygen -l` say of them is what EC2 shows.
async fn ones_own_is_imported(b: &Bench<'_>) -> Checked {
    for (kind, line, print) in [
        (
            "rsa",
            RSA,
            "81:23:dc:6a:08:e6:f2:27:1a:57:b8:90:21:1f:23:f4",
        ),
        (
            "ed25519",
            ED25519,
            "v+GRDbZ5KXty35N9zQAaFNaHKfAEtGG7/fX1qwDS3aQ=",
        ),
    ] {
        let request = ImportKeyPair {
            key_name: b.name("key"),
            public_key_material: line.into(),
            ..Default::default()
        };
        let made = b.cloud.import_key_pair(request).await?;
        b.later(DeleteKeyPair {
            key_name: b.name("key"),
        });
        b.begins("KeyPairId", &made.key_pair_id, "key-");
        // Some emulators make one up each time.
        let what = format!("KeyFingerprint of {kind} is `{print}`");
        b.check(&what, made.key_fingerprint == print, "another");
        let shown = b.cloud.describe_key_pairs(named(b.name("key"))).await?;
        let shown = shown.key_pairs.first();
        let what = format!("KeyType of {kind}");
        b.same(&what, shown.map_or("", |k| k.key_type.as_str()), kind);
        let key_name = b.name("key");
        b.cloud.delete_key_pair(DeleteKeyPair { key_name }).await?;
    }
    let bad = ImportKeyPair {
        key_name: b.name("bad"),
        public_key_material: "ssh-rsa AAAA".into(),
        ..Default::default()
    };
    b.refused("half a key", bad, "InvalidKey.Format").await;
    Ok(())
}

async fn its_tags_find_it(b: &Bench<'_>) -> Checked {
    let made = make(b, "rsa").await?;
    let request = DescribeKeyPairs {
        filters: vec![Filter::new("tag:purpose", b.name("login"))],
        ..Default::default()
    };
    let found = b.cloud.describe_key_pairs(request).await?.key_pairs;
    let ids: Vec<_> = found.iter().map(|k| k.key_pair_id.as_str()).collect();
    let right = ids == [made.key_pair_id.as_str()];
    b.check(
        "the filter tag:KEY finds the one key pair",
        right,
        ids.len(),
    );
    Ok(())
}
