"""The endpoint of `paperboat serve` as its clients use it: every modelled operation through boto3, waiters, refusals, and a
course's chapter typed with the AWS command line.

    python clients.py ENDPOINT      with boto3 and awscli importable; ends with 0 when everything holds
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import time

import boto3
import botocore.exceptions

TABLE = pathlib.Path(__file__).resolve().parents[2] / "wire/src/table.json"
os.environ |= {
    "AWS_ENDPOINT_URL": sys.argv[1],
    "AWS_ACCESS_KEY_ID": "paperboat",
    "AWS_SECRET_ACCESS_KEY": "paperboat",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
CALLED = set()
# Of `ssh-keygen -t ed25519`, with what `ssh-keygen -l` says of it.
PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGXpyhWRFRmt6gVE3uHx9NtSJ8fKWrIHDa/IaSSmRN5o me@here"
FINGERPRINT = "v+GRDbZ5KXty35N9zQAaFNaHKfAEtGG7/fX1qwDS3aQ="


def client(name):
    made = boto3.client(name)
    own = name.replace("-", "")
    made.meta.events.register(
        "after-call", lambda model, parsed, **_: CALLED.add(f"{own}:{model.name}") if "Error" not in parsed else None
    )
    return made


ec2, ecs, elb, iam, ecr, logs = (client(n) for n in ("ec2", "ecs", "elbv2", "iam", "ecr", "logs"))
ssm, sts, efs, names, secrets = (client(n) for n in ("ssm", "sts", "efs", "servicediscovery", "secretsmanager"))
groups = client("autoscaling")


def refused(code, call, status=400, **members):
    """Expects a refusal with this code and status."""
    try:
        call(**members)
    except botocore.exceptions.ClientError as error:
        said = error.response
        got = (said["Error"]["Code"], said["ResponseMetadata"]["HTTPStatusCode"])
        assert got == (code, status), f"{got}: {error}"
        return said["Error"]["Message"]
    raise AssertionError(f"{code} was expected")


def tags(**pairs):
    return [{"Key": k, "Value": v} for k, v in pairs.items()]


def machines():
    key = ec2.create_key_pair(KeyName="mine")
    assert key["KeyMaterial"].startswith("-----BEGIN"), key
    assert [k["KeyName"] for k in ec2.describe_key_pairs()["KeyPairs"]] == ["mine"]
    refused("InvalidKeyPair.Duplicate", ec2.create_key_pair, KeyName="mine")
    own = ec2.import_key_pair(KeyName="own", PublicKeyMaterial=PUBLIC.encode(), TagSpecifications=[])
    assert own["KeyFingerprint"] == FINGERPRINT, own
    assert ec2.describe_key_pairs(KeyNames=["own"])["KeyPairs"][0]["KeyType"] == "ed25519"
    refused("InvalidKey.Format", ec2.import_key_pair, KeyName="bad", PublicKeyMaterial=b"ssh-rsa AAAA")
    ec2.delete_key_pair(KeyName="own")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    subnets = [s["SubnetId"] for s in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]]
    assert [s["VpcId"] for s in ec2.describe_subnets(SubnetIds=subnets[1:2])["Subnets"]] == [vpc]
    refused("InvalidSubnetID.NotFound", ec2.describe_subnets, SubnetIds=[subnets[0], "subnet-0123456789abcdef0"])
    refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=["vpc-0123456789abcdef0"])
    types = ec2.describe_instance_types(InstanceTypes=["t3.micro"])["InstanceTypes"][0]
    assert types["VCpuInfo"]["DefaultVCpus"] == 2 and types["MemoryInfo"]["SizeInMiB"] == 1024, types
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[ssh])
    assert made["Return"] and made["SecurityGroupRules"][0]["CidrIpv4"] == "0.0.0.0/0", made
    rule = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    assert [(r["IsEgress"], r["FromPort"]) for r in rules] == [(False, 22), (True, -1)], rules
    refused("InvalidSecurityGroupRuleId.NotFound", ec2.describe_security_group_rules, SecurityGroupRuleIds=["sgr-0123456789abcdef0"])
    shown = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"][0]
    assert shown["FromPort"] == 22 and shown["IpRanges"] == [{"CidrIp": "0.0.0.0/0"}], shown
    gone = ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[rule])["RevokedSecurityGroupRules"]
    assert [r["SecurityGroupRuleId"] for r in gone] == [rule], gone
    gone = ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[ssh])
    assert gone["UnknownIpPermissions"][0]["FromPort"] == 22, gone
    region = ec2.describe_regions(RegionNames=[ec2.meta.region_name])["Regions"]
    assert [r["Endpoint"] for r in region] == [f"ec2.{ec2.meta.region_name}.amazonaws.com"], region
    zones = ec2.describe_availability_zones(Filters=[{"Name": "state", "Values": ["available"]}])["AvailabilityZones"]
    assert {z["RegionName"] for z in zones} == {ec2.meta.region_name} and len({z["ZoneId"] for z in zones}) == 3, zones
    image = ssm.get_parameter(Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
    path, name = image["Parameter"]["Name"].rsplit("/", 1)
    several = ssm.get_parameters(Names=[f"{path}/{name}", f"{path}/nosuch"])
    assert several["Parameters"] == [image["Parameter"]] and several["InvalidParameters"] == [f"{path}/nosuch"], several
    assert image["Parameter"] in ssm.get_parameters_by_path(Path=path)["Parameters"]
    found = ec2.describe_images(Owners=["amazon"], Filters=[{"Name": "name", "Values": ["al2023-ami-2023.*-x86_64"]}])["Images"]
    assert [i["ImageId"] for i in found] == [image["Parameter"]["Value"]], found
    ec2.get_waiter("image_available").wait(ImageIds=[found[0]["ImageId"]])
    refused("InvalidAMIID.NotFound", ec2.describe_images, ImageIds=["ami-0123456789abcdef0"])
    launch = {"ImageId": image["Parameter"]["Value"], "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
    named = [{"ResourceType": "instance", "Tags": tags(Name="a b&<c>")}]
    made = ec2.run_instances(**launch, KeyName="mine", SecurityGroupIds=[group], TagSpecifications=named, UserData="#!/bin/sh")
    one = made["Instances"][0]["InstanceId"]
    assert made["Instances"][0]["State"] == {"Code": 0, "Name": "pending"}
    ec2.get_waiter("instance_running").wait(InstanceIds=[one])
    ec2.get_waiter("instance_status_ok").wait(InstanceIds=[one])
    shown = ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": ["a b&<c>"]}])["Reservations"][0]["Instances"][0]
    assert shown["State"]["Name"] == "running" and shown["InstanceId"] == one, shown
    named = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [one]}])["Tags"]
    assert named == [{"Key": "Name", "ResourceId": one, "ResourceType": "instance", "Value": "a b&<c>"}], named
    assert "cloud-init" in ec2.get_console_output(InstanceId=one)["Output"].lower()
    own = ec2.describe_network_interfaces(Filters=[{"Name": "attachment.instance-id", "Values": [one]}])["NetworkInterfaces"]
    assert [i["PrivateIpAddress"] for i in own] == [shown["PrivateIpAddress"]], own
    refused("IncorrectInstanceState", ec2.modify_instance_attribute, InstanceId=one, InstanceType={"Value": "t3.small"})
    options = ec2.modify_instance_metadata_options(InstanceId=one, HttpTokens="optional", HttpPutResponseHopLimit=1)
    options = options["InstanceMetadataOptions"]
    assert options == {"HttpTokens": "optional", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"}, options
    ec2.reboot_instances(InstanceIds=[one])
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    association = ec2.associate_address(AllocationId=address, InstanceId=one)["AssociationId"]
    assert ec2.describe_addresses()["Addresses"][0]["InstanceId"] == one
    ec2.disassociate_address(AssociationId=association)
    ec2.release_address(AllocationId=address)
    assert ec2.stop_instances(InstanceIds=[one])["StoppingInstances"][0]["CurrentState"]["Name"] == "stopping"
    ec2.get_waiter("instance_stopped").wait(InstanceIds=[one])
    ec2.modify_instance_attribute(InstanceId=one, InstanceType={"Value": "t3.small"})
    assert ec2.start_instances(InstanceIds=[one])["StartingInstances"][0]["PreviousState"]["Code"] == 80
    ec2.get_waiter("instance_running").wait(InstanceIds=[one])
    volume = ec2.describe_volumes()["Volumes"][0]["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume, Description="d")["SnapshotId"]
    ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[snapshot])
    ec2.create_tags(Resources=[snapshot], Tags=tags(a="b"))
    assert ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"][0]["Tags"] == tags(a="b")
    ec2.delete_snapshot(SnapshotId=snapshot)
    refused("VolumeInUse", ec2.delete_volume, VolumeId=volume)
    trust("ec2", "machine")
    iam.create_instance_profile(InstanceProfileName="machine")
    iam.add_role_to_instance_profile(InstanceProfileName="machine", RoleName="machine")
    assert iam.get_instance_profile(InstanceProfileName="machine")["InstanceProfile"]["Roles"][0]["RoleName"] == "machine"
    machine = {"IamInstanceProfile": {"Name": "machine"}, "InstanceId": one}
    # IAM shows what is new after seconds, and who tries again waits.
    refused("InvalidParameterValue", ec2.associate_iam_instance_profile, **machine)
    ec2.associate_iam_instance_profile(**machine)
    kept = [{"DeviceName": "/dev/xvda", "Ebs": {"DeleteOnTermination": False}}]
    two = ec2.run_instances(**launch, BlockDeviceMappings=kept)["Instances"][0]
    ec2.get_waiter("instance_running").wait(InstanceIds=[two["InstanceId"]])
    disk = [{"Name": "attachment.instance-id", "Values": [two["InstanceId"]]}]
    disk = ec2.describe_volumes(Filters=disk)["Volumes"][0]["VolumeId"]
    ec2.terminate_instances(InstanceIds=[two["InstanceId"]])
    ec2.get_waiter("instance_terminated").wait(InstanceIds=[two["InstanceId"]])
    ec2.get_waiter("volume_available").wait(VolumeIds=[disk])
    ec2.delete_volume(VolumeId=disk)
    message = refused("NotModelled", ec2.create_vpc, CidrBlock="10.0.0.0/16")
    assert message == "ec2:CreateVpc: not modelled", message
    refused("NotModelled", ec2.run_instances, **launch, InstanceMarketOptions={"MarketType": "spot"})
    refused("InvalidInstanceID.NotFound", ec2.describe_instances, InstanceIds=["i-0123456789abcdef0"])
    return vpc, subnets, one, group


def fleet(subnets, group):
    """A group of one instance, renewed and taken away; what a group does is not asked here."""
    image = ssm.get_parameter(Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
    script = base64.b64encode(b"#!/bin/sh").decode()
    data = {"ImageId": image["Parameter"]["Value"], "InstanceType": "t3.micro", "SecurityGroupIds": [group], "UserData": script}
    ec2.create_launch_template(LaunchTemplateName="fleet", LaunchTemplateData=data)
    made = ec2.create_launch_template_version(LaunchTemplateName="fleet", LaunchTemplateData=data)
    assert made["LaunchTemplateVersion"]["VersionNumber"] == 2, made
    assert ec2.describe_launch_templates()["LaunchTemplates"][0]["LatestVersionNumber"] == 2
    shown = ec2.describe_launch_template_versions(LaunchTemplateName="fleet", Versions=["1"])["LaunchTemplateVersions"][0]
    assert shown["LaunchTemplateData"]["UserData"] == script, shown
    named = {"AutoScalingGroupName": "fleet"}
    first, second = ({"LaunchTemplateName": "fleet", "Version": n} for n in ("1", "2"))
    groups.create_auto_scaling_group(
        **named, LaunchTemplate=first, MinSize=0, MaxSize=1, DesiredCapacity=1, VPCZoneIdentifier=",".join(subnets)
    )
    instance = wait(lambda: serving(named))
    refresh = {"DesiredConfiguration": {"LaunchTemplate": second}, "Preferences": {"InstanceWarmup": 0}}
    groups.start_instance_refresh(**named, **refresh)
    groups.rollback_instance_refresh(**named)
    wait(lambda: groups.describe_instance_refreshes(**named)["InstanceRefreshes"][0]["Status"] == "RollbackSuccessful")
    groups.start_instance_refresh(**named, **refresh)
    groups.cancel_instance_refresh(**named)
    groups.update_auto_scaling_group(**named, LaunchTemplate=second)
    instance = wait(lambda: serving(named))
    groups.terminate_instance_in_auto_scaling_group(InstanceId=instance, ShouldDecrementDesiredCapacity=False)
    groups.set_desired_capacity(**named, DesiredCapacity=0)
    assert groups.describe_scaling_activities(**named)["Activities"]
    arn = groups.describe_auto_scaling_groups(AutoScalingGroupNames=["fleet"])["AutoScalingGroups"][0]["AutoScalingGroupARN"]
    made = ecs.create_capacity_provider(name="fleet", autoScalingGroupProvider={"autoScalingGroupArn": arn})
    assert made["capacityProvider"]["status"] == "ACTIVE", made
    ecs.delete_capacity_provider(capacityProvider="fleet")
    groups.delete_auto_scaling_group(**named, ForceDelete=True)
    wait(lambda: not groups.describe_auto_scaling_groups()["AutoScalingGroups"])
    ec2.delete_launch_template(LaunchTemplateName="fleet")


def owned():
    """An instance that registers with a cluster by what its user data says, and is taken out of it."""
    policy = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
    iam.attach_role_policy(RoleName="machine", PolicyArn=policy)
    ecs.create_cluster(clusterName="own")
    image = ssm.get_parameter(Name="/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id")
    made = ec2.run_instances(
        ImageId=image["Parameter"]["Value"], InstanceType="t3.micro", MinCount=1, MaxCount=1,
        IamInstanceProfile={"Name": "machine"}, UserData="#!/bin/sh\necho ECS_CLUSTER=own >> /etc/ecs/ecs.config",
    )
    instance = made["Instances"][0]["InstanceId"]
    arn = wait(lambda: ecs.list_container_instances(cluster="own")["containerInstanceArns"])[0]
    stack = {"name": "stack", "targetId": arn}
    ecs.put_attributes(cluster="own", attributes=[{**stack, "value": "test"}])
    listed = ecs.list_attributes(cluster="own", targetType="container-instance", attributeName="stack")["attributes"]
    assert listed == [{**stack, "value": "test"}], listed
    assert ecs.list_container_instances(cluster="own", filter="attribute:stack == test")["containerInstanceArns"] == [arn]
    assert ecs.delete_attributes(cluster="own", attributes=[stack])["attributes"] == [stack]
    gone = ecs.deregister_container_instance(cluster="own", containerInstance=arn, force=True)["containerInstance"]
    assert gone["ec2InstanceId"] == instance, gone
    ec2.terminate_instances(InstanceIds=[instance])
    ec2.get_waiter("instance_terminated").wait(InstanceIds=[instance])
    iam.detach_role_policy(RoleName="machine", PolicyArn=policy)
    ecs.delete_cluster(cluster="own")


def serving(named):
    found = groups.describe_auto_scaling_groups(AutoScalingGroupNames=[named["AutoScalingGroupName"]])
    instances = found["AutoScalingGroups"][0]["Instances"]
    return next((i["InstanceId"] for i in instances if i["LifecycleState"] == "InService"), None)


def wait(look):
    for _ in range(200):
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def trust(service, name):
    policy = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policy = {"Version": "2012-10-17", "Statement": [policy]}
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(policy))["Role"]
    assert role["AssumeRolePolicyDocument"] == policy, role
    return role["Arn"]


EXECUTION = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


def roles():
    execution = trust("ecs-tasks", "execution")
    iam.attach_role_policy(RoleName="execution", PolicyArn=EXECUTION)
    attached = iam.list_attached_role_policies(RoleName="execution")["AttachedPolicies"]
    assert [p["PolicyArn"] for p in attached] == [EXECUTION], attached
    policy = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [policy]})
    iam.put_role_policy(RoleName="execution", PolicyName="read", PolicyDocument=policy)
    assert iam.list_role_policies(RoleName="execution")["PolicyNames"] == ["read"]
    assert iam.get_role(RoleName="execution")["Role"]["Arn"] == execution
    assert execution in [r["Arn"] for r in iam.list_roles()["Roles"]]
    refused("NoSuchEntity", iam.get_role, status=404, RoleName="nobody")
    refused("EntityAlreadyExists", iam.create_role, status=409, RoleName="execution", AssumeRolePolicyDocument=policy)
    assert sts.get_caller_identity()["Account"] == "123456789012"
    return execution


def balancer(vpc, subnets):
    arn = elb.create_load_balancer(Name="web", Subnets=subnets[:2], Tags=tags(a="b"))["LoadBalancers"][0]["LoadBalancerArn"]
    assert elb.describe_load_balancers(Names=["web"])["LoadBalancers"][0]["State"]["Code"] == "provisioning"
    elb.get_waiter("load_balancer_available").wait(LoadBalancerArns=[arn])
    health = {"HealthCheckPath": "/", "HealthCheckIntervalSeconds": 5, "HealthyThresholdCount": 2, "HealthCheckTimeoutSeconds": 2}
    group = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", **health)
    group = group["TargetGroups"][0]["TargetGroupArn"]
    elb.modify_target_group(TargetGroupArn=group, HealthyThresholdCount=3)
    drain = {"Key": "deregistration_delay.timeout_seconds", "Value": "5"}
    elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=[drain])
    assert elb.describe_target_groups(Names=["web"])["TargetGroups"][0]["HealthyThresholdCount"] == 3
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    listener = elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward)
    listener = listener["Listeners"][0]["ListenerArn"]
    assert elb.describe_listeners(LoadBalancerArn=arn)["Listeners"][0]["Port"] == 80
    path = [{"Field": "path-pattern", "Values": ["/a/*"]}]
    rule = elb.create_rule(ListenerArn=listener, Priority=1, Conditions=path, Actions=forward)["Rules"][0]["RuleArn"]
    assert [r["Priority"] for r in elb.describe_rules(ListenerArn=listener)["Rules"]] == ["1", "default"]
    elb.delete_rule(RuleArn=rule)
    split = [{"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": group, "Weight": 5}]}}]
    rule = elb.create_rule(ListenerArn=listener, Priority=2, Conditions=path, Actions=split)["Rules"][0]
    assert rule["Actions"][0]["ForwardConfig"]["TargetGroups"][0]["Weight"] == 5
    elb.delete_rule(RuleArn=rule["RuleArn"])
    assert elb.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"] == tags(a="b")
    target = [{"Id": "172.31.0.250", "Port": 80}]
    elb.register_targets(TargetGroupArn=group, Targets=target)
    assert elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"][0]["TargetHealth"]["State"]
    elb.deregister_targets(TargetGroupArn=group, Targets=target)
    refused("LoadBalancerNotFound", elb.describe_load_balancers, Names=["nobody"])
    return arn, listener, group


def around():
    repository = ecr.create_repository(repositoryName="team/web")["repository"]
    assert repository["repositoryUri"].endswith("/team/web")
    assert ecr.describe_repositories()["repositories"][0]["repositoryName"] == "team/web"
    assert ecr.describe_images(repositoryName="team/web")["imageDetails"] == []
    assert ecr.list_images(repositoryName="team/web", filter={"tagStatus": "TAGGED"})["imageIds"] == []
    failure = ecr.batch_get_image(repositoryName="team/web", imageIds=[{"imageTag": "1"}])["failures"][0]
    assert failure["failureCode"] == "ImageNotFound" and failure["imageId"] == {"imageTag": "1"}
    gone = ecr.batch_delete_image(repositoryName="team/web", imageIds=[{"imageTag": "1"}])
    assert gone["imageIds"] == [] and gone["failures"][0]["failureCode"] == "ImageNotFound"
    refused("RepositoryNotFoundException", ecr.list_images, repositoryName="nobody")
    put = ecr.put_image_tag_mutability(repositoryName="team/web", imageTagMutability="IMMUTABLE")
    assert put["imageTagMutability"] == "IMMUTABLE" and put["repositoryName"] == "team/web", put
    assert ecr.describe_repositories()["repositories"][0]["imageTagMutability"] == "IMMUTABLE"
    token = ecr.get_authorization_token()["authorizationData"][0]
    assert base64.b64decode(token["authorizationToken"]).startswith(b"AWS:")
    assert token["proxyEndpoint"].endswith(repository["repositoryUri"].split("/")[0])
    refused("RepositoryAlreadyExistsException", ecr.create_repository, repositoryName="team/web")
    ecr.delete_repository(repositoryName="team/web", force=True)
    logs.create_log_group(logGroupName="/ecs/web", tags={"a": "b"})
    logs.put_retention_policy(logGroupName="/ecs/web", retentionInDays=7)
    assert logs.describe_log_groups(logGroupNamePrefix="/ecs")["logGroups"][0]["retentionInDays"] == 7
    refused("ResourceAlreadyExistsException", logs.create_log_group, logGroupName="/ecs/web")
    secret = secrets.create_secret(Name="db", SecretString="s3cret", Tags=tags(a="b"))
    again = secrets.put_secret_value(SecretId="db", SecretString="n3w")
    assert secret["ARN"] == again["ARN"] and secret["VersionId"] != again["VersionId"]
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "n3w"
    assert secrets.get_secret_value(SecretId="db", VersionStage="AWSPREVIOUS")["SecretString"] == "s3cret"
    assert secrets.batch_get_secret_value(SecretIdList=["db"])["SecretValues"][0]["SecretString"] == "n3w"
    assert len(secrets.describe_secret(SecretId="db")["VersionIdsToStages"]) == 2
    assert [s["Name"] for s in secrets.list_secrets()["SecretList"]] == ["db"]
    refused("ResourceNotFoundException", secrets.get_secret_value, SecretId="nobody")
    return secret["ARN"]


def files(subnets):
    system = efs.create_file_system(CreationToken="t", Encrypted=True, Tags=tags(Name="data"))
    fs = system["FileSystemId"]
    assert system["LifeCycleState"] == "creating" and system["NumberOfMountTargets"] == 0, system
    until(lambda: efs.describe_file_systems(FileSystemId=fs)["FileSystems"][0]["LifeCycleState"] == "available")
    target = efs.create_mount_target(FileSystemId=fs, SubnetId=subnets[0])["MountTargetId"]
    mounts = lambda: efs.describe_mount_targets(FileSystemId=fs)["MountTargets"]
    until(lambda: mounts()[0]["LifeCycleState"] == "available")
    point = efs.create_access_point(FileSystemId=fs, PosixUser={"Uid": 0, "Gid": 0})["AccessPointId"]
    assert efs.describe_access_points(FileSystemId=fs)["AccessPoints"][0]["AccessPointId"] == point
    refused("FileSystemInUse", efs.delete_file_system, status=409, FileSystemId=fs)
    efs.delete_access_point(AccessPointId=point)
    efs.delete_mount_target(MountTargetId=target)
    until(lambda: not mounts())
    efs.delete_file_system(FileSystemId=fs)
    refused("FileSystemNotFound", efs.describe_file_systems, status=404, FileSystemId="fs-0123456789abcdef0")


def until(met):
    """Polls as a script does that waits; in a world that warps nobody sleeps."""
    for _ in range(20):
        if met():
            return
    raise AssertionError("it does not come true")


def once_known(make):
    """Makes what needs a new role: that it is there spreads for seconds, and until then the service refuses it."""
    made = []

    def attempt():
        try:
            made.append(make())
        except botocore.exceptions.ClientError as refusal:
            assert refusal.response["Error"]["Code"] == "InvalidParameterException", refusal
        return made

    until(attempt)
    return made[0]


def spaces(vpc):
    operation = names.create_http_namespace(Name="mesh")["OperationId"]
    state = lambda n: names.get_operation(OperationId=n)["Operation"]["Status"]
    until(lambda: state(operation) == "SUCCESS")
    private = names.create_private_dns_namespace(Name="inside.local", Vpc=vpc)["OperationId"]
    until(lambda: state(private) == "SUCCESS")
    done = [{"Name": "STATUS", "Values": ["SUCCESS"], "Condition": "EQ"}]
    assert len(names.list_operations(Filters=done)["Operations"]) == 2
    found = {n["Name"]: n for n in names.list_namespaces()["Namespaces"]}
    dns = {"DnsRecords": [{"Type": "A", "TTL": 10}]}
    service = names.create_service(Name="web", NamespaceId=found["inside.local"]["Id"], DnsConfig=dns)["Service"]["Id"]
    assert [s["Id"] for s in names.list_services()["Services"]] == [service]
    shown = names.get_service(Id=service)["Service"]
    assert shown["NamespaceId"] == found["inside.local"]["Id"] and shown["InstanceCount"] == 0, shown
    names.delete_service(Id=service)
    operation = names.delete_namespace(Id=found["inside.local"]["Id"])["OperationId"]
    until(lambda: state(operation) == "SUCCESS")
    refused("ServiceNotFound", names.delete_service, status=404, Id="srv-0123456789abcdef")


def tasks(subnets, group, execution, target_group):
    made = ecs.create_cluster(clusterName="c", tags=[{"key": "a", "value": "b"}])["cluster"]
    assert made["status"] == "ACTIVE" and made["runningTasksCount"] == 0, made
    assert ecs.list_clusters()["clusterArns"] == [made["clusterArn"]]
    ecs.tag_resource(resourceArn=made["clusterArn"], tags=[{"key": "a", "value": "c"}, {"key": "team", "value": "x"}])
    ecs.untag_resource(resourceArn=made["clusterArn"], tagKeys=["team", "none"])
    assert ecs.list_tags_for_resource(resourceArn=made["clusterArn"])["tags"] == [{"key": "a", "value": "c"}]
    ecs.tag_resource(resourceArn=made["clusterArn"], tags=[{"key": "a", "value": "b"}])
    assert ecs.describe_clusters(clusters=["c"])["failures"] == []
    log = {"awslogs-group": "/ecs/web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web"}
    container = {
        "name": "web",
        "image": "nginx:1.27",
        "portMappings": [{"containerPort": 80}],
        "logConfiguration": {"logDriver": "awslogs", "options": log},
    }
    family = {"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"}
    family |= {"executionRoleArn": execution, "containerDefinitions": [container]}
    assert ecs.register_task_definition(**family)["taskDefinition"]["revision"] == 1
    assert ecs.register_task_definition(**family)["taskDefinition"]["revision"] == 2
    assert ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]["revision"] == 2
    assert ecs.list_task_definition_families()["families"] == ["web"]
    assert len(ecs.list_task_definitions(familyPrefix="web")["taskDefinitionArns"]) == 2
    refused("ClientException", ecs.register_task_definition, **family | {"cpu": "250"})
    network = {"awsvpcConfiguration": {"subnets": subnets[:2], "securityGroups": [group], "assignPublicIp": "ENABLED"}}
    behind = [{"targetGroupArn": target_group, "containerName": "web", "containerPort": 80}]
    http = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[http])
    service = {"cluster": "c", "serviceName": "web", "launchType": "FARGATE", "networkConfiguration": network}
    made = ecs.create_service(**service, taskDefinition="web:1", desiredCount=2, loadBalancers=behind)["service"]
    assert made["runningCount"] == 0 and made["deployments"][0]["rolloutState"] == "IN_PROGRESS", made
    ecs.get_waiter("services_stable").wait(cluster="c", services=["web"])
    shown = ecs.describe_services(cluster="c", services=["web", "nobody"])
    assert shown["services"][0]["runningCount"] == 2 and shown["failures"][0]["reason"] == "MISSING", shown
    assert "steady state" in shown["services"][0]["events"][0]["message"]
    assert ecs.list_services(cluster="c")["serviceArns"] == [made["serviceArn"]]
    elb.get_waiter("target_in_service").wait(TargetGroupArn=target_group)
    ecs.update_service(cluster="c", service="web", taskDefinition="web:2")
    ecs.get_waiter("services_stable").wait(cluster="c", services=["web"])
    gone = ecs.list_service_deployments(cluster="c", service="web", status=["SUCCESSFUL"])["serviceDeployments"]
    assert [d["status"] for d in gone] == ["SUCCESSFUL"] * 2 and gone[0]["createdAt"] < gone[0]["startedAt"] < gone[0]["finishedAt"], gone
    told = ecs.describe_service_deployments(serviceDeploymentArns=[gone[0]["serviceDeploymentArn"], "none"])
    assert told["failures"] == [{"arn": "none", "reason": "MISSING"}], told
    told = told["serviceDeployments"][0]
    assert told["sourceServiceRevisions"][0]["arn"] == gone[1]["targetServiceRevisionArn"], told
    assert told["targetServiceRevision"]["runningTaskCount"] == 2 and told["alarms"]["status"] == "DISABLED", told
    revisions = ecs.describe_service_revisions(serviceRevisionArns=[d["targetServiceRevisionArn"] for d in gone])["serviceRevisions"]
    assert [r["taskDefinition"][-5:] for r in revisions] == ["web:2", "web:1"], revisions
    assert revisions[0]["containerImages"][0]["imageDigest"].startswith("sha256:"), revisions
    begun = ecs.update_service(cluster="c", service="web", forceNewDeployment=True)["service"]["currentServiceDeployment"]
    assert ecs.stop_service_deployment(serviceDeploymentArn=begun, stopType="ROLLBACK")["serviceDeploymentArn"] == begun
    look = lambda: ecs.describe_service_deployments(serviceDeploymentArns=[begun])["serviceDeployments"][0]
    until(lambda: look()["status"] == "ROLLBACK_SUCCESSFUL")
    assert look()["rollback"]["serviceRevisionArn"] == gone[0]["targetServiceRevisionArn"], look()
    ecs.get_waiter("services_stable").wait(cluster="c", services=["web"])
    refused("ConflictException", ecs.stop_service_deployment, serviceDeploymentArn=told["serviceDeploymentArn"])
    refused("InvalidParameterException", ecs.describe_service_deployments, serviceDeploymentArns=[])
    running = ecs.list_tasks(cluster="c", serviceName="web")["taskArns"]
    shown = ecs.describe_tasks(cluster="c", tasks=running)["tasks"]
    assert {t["taskDefinitionArn"][-5:] for t in shown} == {"web:2"} and len(shown) == 2, shown
    assert logs.filter_log_events(logGroupName="/ecs/web")["events"][0]["timestamp"] > 1.7e12
    stream = logs.describe_log_streams(logGroupName="/ecs/web", orderBy="LastEventTime", descending=True)["logStreams"][0]
    one = {"logGroupName": "/ecs/web", "logStreamName": stream["logStreamName"]}
    page = logs.get_log_events(**one, startFromHead=True, limit=1)
    assert page["events"][0]["timestamp"] == stream["firstEventTimestamp"], page
    before = logs.get_log_events(**one, nextToken=page["nextBackwardToken"])
    assert before["events"] == [] and before["nextBackwardToken"] == page["nextBackwardToken"], before
    refused("ResourceNotFoundException", logs.get_log_events, logGroupName="/ecs/web", logStreamName="none")
    lone = ecs.run_task(cluster="c", taskDefinition="web", launchType="FARGATE", networkConfiguration=network)["tasks"][0]
    assert lone["lastStatus"] == "PROVISIONING", lone
    ecs.get_waiter("tasks_running").wait(cluster="c", tasks=[lone["taskArn"]])
    ecs.stop_task(cluster="c", task=lone["taskArn"], reason="enough")
    ecs.get_waiter("tasks_stopped").wait(cluster="c", tasks=[lone["taskArn"]])
    refused("ClusterNotFoundException", ecs.describe_services, cluster="nobody", services=["web"])
    nowhere = {"cluster": "c", "containerInstances": ["0" * 32]}
    assert ecs.list_container_instances(cluster="c", filter="attribute:stack == test")["containerInstanceArns"] == []
    assert ecs.list_attributes(cluster="c", targetType="container-instance", attributeName="stack")["attributes"] == []
    stack = {"name": "stack", "targetType": "container-instance", "targetId": "0" * 32}
    refused("TargetNotFoundException", ecs.put_attributes, cluster="c", attributes=[{**stack, "value": "test"}])
    refused("TargetNotFoundException", ecs.delete_attributes, cluster="c", attributes=[stack])
    assert ecs.describe_container_instances(**nowhere)["failures"][0]["reason"] == "MISSING"
    assert ecs.update_container_instances_state(**nowhere, status="DRAINING")["containerInstances"] == []
    refused("InvalidParameterException", ecs.deregister_container_instance, cluster="c", containerInstance="0" * 32)
    provider = {"autoScalingGroupArn": "none", "managedDraining": "ENABLED"}
    refused("ClientException", ecs.create_capacity_provider, name="p", autoScalingGroupProvider=provider)
    assert ecs.describe_capacity_providers(capacityProviders=["p"])["failures"][0]["reason"] == "MISSING"
    refused("ClientException", ecs.delete_capacity_provider, capacityProvider="p")
    put = ecs.put_cluster_capacity_providers(cluster="c", capacityProviders=[], defaultCapacityProviderStrategy=[])
    assert put["cluster"]["capacityProviders"] == [], put
    refused("NotModelled", ecs.describe_task_sets, cluster="c", service="web")
    scaling = client("application-autoscaling")
    where = {"ServiceNamespace": "ecs", "ResourceId": "service/c/web", "ScalableDimension": "ecs:service:DesiredCount"}
    made = scaling.register_scalable_target(**where, MinCapacity=1, MaxCapacity=3)
    assert ":scalable-target/" in made["ScalableTargetARN"]
    assert scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]["MaxCapacity"] == 3
    follow = {"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageMemoryUtilization"}, "TargetValue": 70.0}
    refused("NotModelled", scaling.put_scaling_policy, PolicyName="p", PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration=follow, **where)
    follow["PredefinedMetricSpecification"]["PredefinedMetricType"] = "ECSServiceAverageCPUUtilization"
    made = scaling.put_scaling_policy(PolicyName="p", PolicyType="TargetTrackingScaling",
                                      TargetTrackingScalingPolicyConfiguration=follow, **where)
    assert [a["AlarmName"].startswith("TargetTracking-service/c/web-Alarm") for a in made["Alarms"]] == [True, True], made
    shown = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"][0]
    assert shown["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 70.0, shown
    scaling.delete_scaling_policy(PolicyName="p", **where)
    assert scaling.describe_scaling_activities(ServiceNamespace="ecs")["ScalingActivities"] == []
    refused("ObjectNotFoundException", scaling.delete_scaling_policy, PolicyName="p", **where)
    scaling.deregister_scalable_target(**where)
    refused("NotModelled", ecs.execute_command, cluster="c", task=lone["taskArn"], interactive=True, command="env")
    ecs.delete_service(cluster="c", service="web", force=True)
    ecs.get_waiter("services_inactive").wait(cluster="c", services=["web"])
    ecs.deregister_task_definition(taskDefinition="web:1")
    ecs.delete_cluster(cluster="c")


def express(execution):
    """One service of Express Mode: everything around it, another version, and nothing left."""
    infrastructure = trust("ecs", "express")
    policy = "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices"
    iam.attach_role_policy(RoleName="express", PolicyArn=policy)
    container = {"image": "nginx:1.27", "containerPort": 80}
    wanted = {"executionRoleArn": execution, "infrastructureRoleArn": infrastructure, "serviceName": "express"}
    create = lambda: ecs.create_express_gateway_service(**wanted, primaryContainer=container, healthCheckPath="/")
    made = once_known(create)["service"]
    arn = made["serviceArn"]
    assert made["status"]["statusCode"] == "ACTIVE", made
    assert made["activeConfigurations"][0]["ingressPaths"][0]["endpoint"].endswith(".ecs.us-east-1.on.aws"), made
    ecs.get_waiter("services_stable").wait(services=["express"])
    updated = ecs.update_express_gateway_service(serviceArn=arn, scalingTarget={"minTaskCount": 2})["service"]
    assert updated["targetConfiguration"]["scalingTarget"]["maxTaskCount"] == 20, updated
    assert ecs.delete_express_gateway_service(serviceArn=arn)["service"]["status"]["statusCode"] == "DRAINING"
    look = lambda: ecs.describe_express_gateway_service(serviceArn=arn)["service"]["status"]["statusCode"]
    ecs.get_waiter("services_inactive").wait(services=["express"])
    assert look() == "INACTIVE"
    refused("ResourceNotFoundException", ecs.describe_express_gateway_service, serviceArn=arn + "-not")


def end(instance, group, balancer, secret):
    arn, listener, target_group = balancer
    elb.delete_listener(ListenerArn=listener)
    elb.delete_load_balancer(LoadBalancerArn=arn)
    elb.get_waiter("load_balancers_deleted").wait(LoadBalancerArns=[arn])
    elb.delete_target_group(TargetGroupArn=target_group)
    ec2.terminate_instances(InstanceIds=[instance])
    ec2.get_waiter("instance_terminated").wait(InstanceIds=[instance])
    until(lambda: deleted(group))
    ec2.delete_key_pair(KeyName="mine")
    logs.delete_log_group(logGroupName="/ecs/web")
    secrets.delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)
    iam.delete_role_policy(RoleName="execution", PolicyName="read")
    iam.detach_role_policy(RoleName="execution", PolicyArn=EXECUTION)
    iam.delete_role(RoleName="execution")
    iam.remove_role_from_instance_profile(InstanceProfileName="machine", RoleName="machine")
    iam.delete_instance_profile(InstanceProfileName="machine")


def deleted(group):
    try:
        ec2.delete_security_group(GroupId=group)
    except botocore.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "DependencyViolation", error
        return False
    return True


def typed(line, **more):
    """What a person gets who types this."""
    words = line.format(**more).split(" ")
    command = [sys.executable, "-m", "awscli", *words]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{line}: {done.stderr}"
    return done.stdout.strip()


def chapter():
    """A machine by hand, as courses teach it."""
    assert typed("ec2 create-key-pair --key-name hand --query KeyMaterial --output text").startswith("-----BEGIN")
    group = typed("ec2 create-security-group --group-name hand --description by-hand --query GroupId --output text")
    typed("ec2 authorize-security-group-ingress --group-id {group} --protocol tcp --port 22 --cidr 0.0.0.0/0", group=group)
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    image = typed("ssm get-parameter --name {name} --query Parameter.Value --output text", name=name)
    launch = "ec2 run-instances --image-id {image} --instance-type t3.micro --key-name hand --security-group-ids {group}"
    made = typed(launch + " --query Instances[0].[InstanceId,State.Name] --output text", image=image, group=group)
    instance, state = made.split("\t")
    assert state == "pending", made
    typed("ec2 wait instance-running --instance-ids {instance}", instance=instance)
    look = "ec2 describe-instances --instance-ids {instance} --query Reservations[].Instances[].State.Name --output text"
    assert typed(look, instance=instance) == "running"
    typed("ec2 terminate-instances --instance-ids {instance}", instance=instance)
    typed("ec2 wait instance-terminated --instance-ids {instance}", instance=instance)
    assert typed(look, instance=instance) == "terminated"


def main():
    began = time.monotonic()
    vpc, subnets, instance, group = machines()
    fleet(subnets, group)
    owned()
    execution = roles()
    secret = around()
    files(subnets)
    spaces(vpc)
    behind = balancer(vpc, subnets)
    tasks(subnets, group, execution, behind[2])
    express(execution)
    end(instance, group, behind, secret)
    modelled = json.loads(TABLE.read_text())["operations"]
    modelled = {f"{name.split(':')[0]}:{row['aws']}" for name, row in modelled.items() if not row.get("stream")}
    assert modelled == CALLED, f"not asked, or not answered: {sorted(modelled - CALLED)}"
    print(f"boto3: {len(CALLED)} operations in {time.monotonic() - began:.1f} s")
    chapter()
    print(f"aws: a chapter by hand, after {time.monotonic() - began:.1f} s in all")


main()
