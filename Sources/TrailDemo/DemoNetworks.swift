/// The networks that requests come from; all of them are reserved for documents, tests or private
/// use.
enum DemoNetworks {
  static let officeCount = 3

  /// The IPv4 network of an office: its first address and the bits of the network.
  static func office(_ number: Int) -> (address: DemoAddress, length: Int) {
    switch number {
    case 0: (DemoAddress(203, 0, 113, 0), 120)
    case 1: (DemoAddress(198, 51, 100, 64), 122)
    default: (DemoAddress(192, 0, 2, 128), 121)
    }
  }

  /// The IPv6 network (/48) of an office.
  static func officeNetwork(_ number: Int) -> UInt64 {
    0x2001_0DB8_0010_0000 + UInt64(number) << 16
  }

  /// An address in an office: few gateways carry most of the traffic.
  static func inOffice(_ number: Int, _ random: inout DemoRandom) -> DemoAddress {
    if random.perMille(200) {
      return DemoAddress(
        high: officeNetwork(number) | UInt64(random.below(64)),
        low: 0x0200_00FF_FE00_0000 | UInt64(random.zipf(4_000))
      )
    }
    let network = office(number)
    let size = 1 << (128 - network.length)
    return DemoAddress(high: 0, low: network.address.low + UInt64(1 + random.zipf(size - 2)))
  }

  /// The fixed IPv4 address of a person's home, in the space of carriers (100.64.0.0/10).
  static func home(_ person: Int, _ random: inout DemoRandom) -> DemoAddress {
    DemoAddress(100, 64 + person % 64, random.below(256), 1 + random.below(254))
  }

  /// The IPv6 network (/64) of a person's home.
  static func homeNetwork(_ person: Int) -> UInt64 { 0x2001_0DB8_4000_0000 + UInt64(person) << 8 }

  /// One of the four gateways of an account in the cloud (198.18.0.0/15).
  static func gateway(_ account: Int, _ random: inout DemoRandom) -> DemoAddress {
    DemoAddress(198, 18 + account / 256 % 2, account % 256, 10 + random.zipf(4))
  }

  /// A private address behind an endpoint of an account's network (10.0.0.0/8).
  static func inside(_ account: Int, _ number: Int) -> DemoAddress {
    DemoAddress(10, account % 256, number / 200 % 16, 10 + number % 200)
  }

  /// An IPv6 address of a machine in the cloud, in the account's /56.
  static func machine(_ account: Int, _ number: Int) -> DemoAddress {
    DemoAddress(
      high: 0x2001_0DB8_A000_0000 + UInt64(account) << 8,
      low: 0x8C00_0000_0000_0000 | UInt64(number) &* 0x9E37_79B9
    )
  }

  /// Someone who tries doors.
  static func stranger(_ random: inout DemoRandom) -> DemoAddress {
    DemoAddress(192, 0, 2, 1 + random.zipf(120))
  }

  /// A customer of a Cognito application: a fixed address a person in a /40 of customers.
  static func customer(_ subject: Int) -> DemoAddress {
    if subject % 3 == 0 {
      return DemoAddress(
        high: 0x2001_0DB8_C000_0000 + UInt64(subject) << 4,
        low: UInt64(subject) &* 0x1_0001
      )
    }
    return DemoAddress(100, 127, subject / 250 % 256, 1 + subject % 250)
  }
}

/// The user agents of people and programs.
enum DemoAgents {
  static let browsers = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
      + " Chrome/122.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
      + " Chrome/122.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:123.0) Gecko/20100101 Firefox/123.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
      + " Version/17.3 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
      + " Gecko) Version/17.3 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0"
      + " Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
      + " Chrome/122.0.0.0 Safari/537.36 Edg/122.0.0.0",
    "Mozilla/5.0 (compatible; \"Example\" \\ 1.0)",
  ]
  static let tools = [
    "aws-cli/2.15.24 Python/3.11.8 Linux/6.1.77-99.164.amzn2023.x86_64 exe/x86_64.amzn.2023"
      + " prompt/off command/s3.ls",
    "aws-cli/2.15.10 Python/3.11.6 Darwin/23.3.0 exe/x86_64 prompt/off command/"
      + "ec2.describe-instances",
    "aws-cli/2.13.5 Python/3.11.4 Windows/10 exe/AMD64 prompt/off command/sts.get-caller-identity",
    "Boto3/1.34.49 md/Botocore#1.34.49 ua/2.0 os/linux#5.10.209 md/arch#x86_64 lang/python#3.12.2"
      + " md/pyimpl#CPython cfg/retry-mode#standard Botocore/1.34.49",
    "Boto3/1.28.62 Python/3.9.16 Linux/5.10.0-28-cloud-amd64 Botocore/1.31.62",
    "APN/1.0 HashiCorp/1.0 Terraform/1.7.3 (+https://www.terraform.io) terraform-provider-aws/"
      + "5.38.0"
      + " (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.25.1 os/linux"
      + " lang/go#1.21.6 md/GOARCH#amd64",
    "aws-sdk-java/2.24.9 Linux/5.10.209-198.858.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.10+7-LTS"
      + " Java/17.0.10 vendor/Amazon.com_Inc. io/async http/NettyNio cfg/retry-mode/legacy",
    "aws-sdk-go/1.50.22 (go1.21.7; linux; arm64) amazon-ssm-agent/3.2.2303.0",
    "aws-sdk-js/3.521.0 ua/2.1 os/linux#6.1.75 lang/js md/nodejs#20.11.1 api/dynamodb#3.521.0"
      + " exec-env/AWS_Lambda_nodejs20.x",
    "aws-sdk-go-v2/1.24.1 os/linux lang/go#1.21.5 md/GOOS#linux md/GOARCH#arm64 api/secretsmanager"
      + "#1.25.5",
    "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.646 Linux/5.10.209 OpenJDK_64-Bit_Server_VM"
      + "/25.402-b08 java/1.8.0_402 vendor/Oracle_Corporation cfg/retry-mode/standard]",
    "Amazon-ECS-Agent/1.81.1",
  ]
  static let services = [
    "ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com",
    "config.amazonaws.com", "cloudtrail.amazonaws.com", "rds.amazonaws.com",
    "autoscaling.amazonaws.com", "delivery.logs.amazonaws.com", "codepipeline.amazonaws.com",
    "ssm.amazonaws.com", "backup.amazonaws.com", "secretsmanager.amazonaws.com",
  ]
  static let programs = [
    "botocore-session", "nightly-export", "app-session", "AWSCodeBuild", "deploy", "GitHubActions",
    "terraform", "aws-sdk-java",
  ]
}
