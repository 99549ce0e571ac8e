#!/usr/bin/env python3
"""What `paperboat serve` takes beside other emulators: time to the first answer, memory, processor time, answers a second.

    python benches/serve.py target/release/paperboat [NAME='COMMAND {port}' ...] [--growth]      with boto3, on Linux

A peer is a name and what starts it on a port. All are asked by one client, one after the other; `--growth` asks for
instances a million times and tells the memory on the way.
"""

import os
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import boto3
import botocore.config
import botocore.exceptions

STARTS, READS, CALLS, EACH = 10, 4_000, 20, 50
SIGNED = "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"
ECS = "X-Amz-Target: AmazonEC2ContainerServiceV20141113.{}\r\nContent-Type: application/x-amz-json-1.1\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
AMI = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


def request(service, body, more=FORM):
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: {SIGNED.format(service)}\r\n"
    head += f"X-Amz-Date: 20260101T000000Z\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


class Client:
    """A socket that stays open, where the server lets it."""

    def __init__(self, port):
        self.port, self.socket = port, None

    def ask(self, asked):
        try:
            return self.once(asked)
        except (ConnectionError, BrokenPipeError):
            self.socket = None
            return self.once(asked)

    def once(self, asked):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(asked)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self.more()
        head, _, body = got.partition(b"\r\n\r\n")
        lower = head.lower()
        if b"content-length: " in lower:
            length = int(lower.split(b"content-length: ")[1].split(b"\r\n")[0])
            while len(body) < length:
                body += self.more()
        else:
            while not body.endswith(b"0\r\n\r\n"):
                body += self.more()
        if b"connection: close" in lower or lower.startswith(b"http/1.0"):
            self.socket.close()
            self.socket = None
        assert head.split(b" ")[1] == b"200", head + body[:400]
        return body

    def more(self):
        got = self.socket.recv(1 << 16)
        if not got:
            raise ConnectionResetError
        return got


class Server:
    """A server that answers; `began` is how long that took, in milliseconds."""

    def __init__(self, command, port):
        command = [word.format(port=port) for word in command]
        self.port, self.folder = port, tempfile.TemporaryDirectory()
        environment = os.environ | {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "DOCKER_HOST": "unix:///nowhere"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": self.folder.name}
        began = time.perf_counter()
        self.process = subprocess.Popen(command, env=environment, **quiet)
        caller = request("sts", "Action=GetCallerIdentity&Version=2011-06-15")
        while True:
            try:
                Client(port).ask(caller)
                break
            except ConnectionRefusedError:
                assert self.process.poll() is None, f"{command} ended"
        self.began = (time.perf_counter() - began) * 1e3

    def ends(self):
        """Kills it; the processor time that it took, in milliseconds."""
        self.process.kill()
        used = os.wait4(self.process.pid, 0)[2]
        self.process.returncode = -9
        self.folder.cleanup()
        return (used.ru_utime + used.ru_stime) * 1e3

    def resident(self):
        text = open(f"/proc/{self.process.pid}/status").read()
        return int(text.split("VmRSS:")[1].split()[0]) / 1024

    def used(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def reads(self, asked, connections):
        def some(client):
            for _ in range(READS // connections):
                client.ask(asked)

        threads = [threading.Thread(target=some, args=(Client(self.port),)) for _ in range(connections)]
        before, began = self.used(), time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, processor = time.perf_counter() - began, self.used() - before
        return f"{READS / took:.0f} a second, {processor / READS * 1e6:.0f} us of the server's processor time each"


def starts(command, port):
    all_of_them = []
    for n in range(STARTS):
        server = Server(command, port + n)
        all_of_them.append((server.began, server.ends()))
    for name, some in zip(("wall", "processor"), zip(*all_of_them)):
        print(f"  first answer, {name} time: {statistics.median(some):.1f} ms ({min(some):.1f} to {max(some):.1f})")


def patiently(what):
    """Waits where the emulator comes to it; some never do."""
    try:
        what()
    except (botocore.exceptions.WaiterError, botocore.exceptions.ClientError) as error:
        print("  never:", str(error)[:100])


def account(server):
    """Two instances that passed their checks, and a service of two tasks that is steady; gives an image."""
    where = {"region_name": "us-east-1", "endpoint_url": f"http://127.0.0.1:{server.port}"}
    where |= {"aws_access_key_id": "k", "aws_secret_access_key": "k"}
    where["config"] = botocore.config.Config(retries={"max_attempts": 1})
    ec2, ecs, iam, ssm = (boto3.client(name, **where) for name in ("ec2", "ecs", "iam", "ssm"))
    try:
        image = ssm.get_parameter(Name=AMI)["Parameter"]["Value"]
    except botocore.exceptions.ClientError:
        image = "ami-12c6146b"
    made = ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=2, MaxCount=2)["Instances"]
    ids, soon = [i["InstanceId"] for i in made], {"Delay": 1, "MaxAttempts": 3}
    for state in "instance_running", "instance_status_ok":
        patiently(lambda: ec2.get_waiter(state).wait(InstanceIds=ids, WaiterConfig=soon))
    trust = '{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}'
    trust = f'{{"Version":"2012-10-17","Statement":[{trust}]}}'
    role = iam.create_role(RoleName="execution", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    ecs.create_cluster(clusterName="c")
    container = {"name": "web", "image": "nginx:1.27", "portMappings": [{"containerPort": 80}]}
    size = {"cpu": "256", "memory": "512", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"]}
    ecs.register_task_definition(family="web", executionRoleArn=role, containerDefinitions=[container], **size)
    subnets = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]][:2]
    groups = [g["GroupId"] for g in ec2.describe_security_groups()["SecurityGroups"]][:1]
    if not subnets:  # An account without a network: any name will do there.
        subnets, groups = ["subnet-00000000", "subnet-00000001"], ["sg-00000000"]
    network = {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": groups, "assignPublicIp": "ENABLED"}}
    service = {"cluster": "c", "serviceName": "web", "taskDefinition": "web", "launchType": "FARGATE"}
    ecs.create_service(**service, desiredCount=2, networkConfiguration=network)
    patiently(lambda: ecs.get_waiter("services_stable").wait(cluster="c", services=["web"], WaiterConfig=soon))
    return image, ids[0]


def launches(server, image):
    """A thousand instances in twenty calls."""
    client, began = Client(server.port), time.perf_counter()
    launch = f"Action=RunInstances&Version=2016-11-15&ImageId={image}&InstanceType=t3.nano&MinCount={EACH}&MaxCount={EACH}"
    before = server.used()
    for _ in range(CALLS):
        client.ask(request("ec2", launch))
    took, used = time.perf_counter() - began, server.used() - before
    print(f"  {CALLS * EACH} instances in {CALLS} calls: {took:.2f} s, {used:.2f} s of processor time")


def measured(name, command, port, growth):
    print(f"{name}: {' '.join(command)}")
    starts(command, port)
    server = Server(command, port + STARTS)
    try:
        print(f"  after the first answer: {server.resident():.1f} MiB resident")
        image, one = account(server)
        print(f"  after the account was made: {server.resident():.1f} MiB resident")
        looks = {
            "DescribeInstances": request("ec2", f"Action=DescribeInstances&Version=2016-11-15&InstanceId.1={one}"),
            "DescribeServices": request("ecs", '{"cluster":"c","services":["web"]}', ECS.format("DescribeServices")),
        }
        for look, asked in looks.items():
            size = len(Client(server.port).ask(asked))
            for connections in 1, 8:
                print(f"  {look} ({size} bytes), {connections} connections:", server.reads(asked, connections))
        print(f"  after {4 * READS} reads: {server.resident():.1f} MiB resident")
        if growth:
            client, asked = Client(server.port), looks["DescribeInstances"]
            for n in range(1, 1_000_001):
                client.ask(asked)
                if n in (10_000, 100_000, 1_000_000):
                    print(f"  after {n} more: {server.resident():.1f} MiB resident")
        launches(server, image)
        print(f"  after that: {server.resident():.1f} MiB resident")
    finally:
        server.ends()


def main():
    words = [word for word in sys.argv[1:] if word != "--growth"]
    growth = len(words) + 1 < len(sys.argv)
    ours = os.path.abspath(words[0])
    # A new account may not have a thousand instances; other emulators have no quotas.
    wide = ["--set", "ec2.vcpu_quota=8000", "--set", "ec2.run_instances_burst=1000"]
    measured("paperboat", [ours, "serve", "--port", "{port}", *wide], 24_000, growth)
    for number, peer in enumerate(words[1:], 1):
        name, _, command = peer.partition("=")
        measured(name, shlex.split(command), 24_000 + 100 * number, False)


main()
