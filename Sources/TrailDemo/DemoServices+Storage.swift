/// The catalogue of services and their calls: storage, databases and keys here, the rest beside.
enum DemoServices {
  /// Every service.
  static var all: [DemoService] {
    data + messages + analytics + compute + operations + delivery + security + identity
  }

  static let objectOf =
    "AWS::S3::Object=arn:aws:s3:::$bucket/$object|AWS::S3::Bucket=arn:aws:s3:::$bucket"
  static let bucketOf = "AWS::S3::Bucket=arn:aws:s3:::$bucket"
  static let tableOf =
    "AWS::DynamoDB::Table=arn:aws:dynamodb:$region:$account:table/$table"
  static let keyOf = "AWS::KMS::Key=arn:aws:kms:$region:$account:key/$kms"
  static let transfer =
    "SignatureVersion=SigV4,CipherSuite=ECDHE-RSA-AES128-GCM-SHA256,bytesTransferredIn=#$n3,"
    + "SSEApplied=SSE_KMS,AuthenticationMethod=AuthHeader,x-amz-id-2=$b64,bytesTransferredOut=#$n6"

  static let data: [DemoService] = [
    DemoService(
      "s3",
      [.app, .data, .console, .audit, .deploy],
      26,
      version: "1.09",
      errors: .s3,
      [
        DemoCall(
          "GetObject",
          .dataRead,
          60,
          "bucketName=$bucket,Host=$bucket.s3.$region.amazonaws.com,key=$object",
          on: objectOf,
          more: transfer
        ),
        DemoCall(
          "PutObject",
          .dataWrite,
          30,
          "bucketName=$bucket,Host=$bucket.s3.$region.amazonaws.com,key=$object,"
            + "x-amz-server-side-encryption=aws:kms,"
            + "x-amz-server-side-encryption-aws-kms-key-id=arn:aws:kms:$region:$account:key/$kms",
          "x-amz-server-side-encryption=aws:kms,"
            + "x-amz-server-side-encryption-aws-kms-key-id=arn:aws:kms:$region:$account:key/$kms",
          on: objectOf,
          more: transfer
        ),
        DemoCall(
          "HeadObject",
          .dataRead,
          20,
          "bucketName=$bucket,Host=s3.$region.amazonaws.com,key=$object",
          on: objectOf,
          more: transfer
        ),
        DemoCall(
          "DeleteObject",
          .dataWrite,
          6,
          "bucketName=$bucket,Host=$bucket.s3.$region.amazonaws.com,key=$object",
          on: objectOf,
          more: transfer
        ),
        DemoCall(
          "ListObjects",
          .dataRead,
          12,
          "list-type='2',bucketName=$bucket,encoding-type=url,prefix=$word/,delimiter='/',"
            + "Host=$bucket.s3.$region.amazonaws.com",
          on: bucketOf,
          more: transfer
        ),
        DemoCall(
          "ListBuckets",
          .read,
          8,
          "Host=s3.$region.amazonaws.com",
          more: "SignatureVersion=SigV4,AuthenticationMethod=AuthHeader,bytesTransferredOut=#$n4"
        ),
        DemoCall(
          "GetBucketAcl",
          .read,
          10,
          "bucketName=$bucket,Host=$bucket.s3.amazonaws.com,acl=''",
          on: bucketOf,
          more: transfer
        ),
        DemoCall(
          "GetBucketPolicy",
          .read,
          6,
          "bucketName=$bucket,Host=$bucket.s3.amazonaws.com,policy=''",
          on: bucketOf,
          more: transfer
        ),
        DemoCall(
          "GetBucketEncryption",
          .read,
          5,
          "bucketName=$bucket,Host=$bucket.s3.amazonaws.com,encryption=''",
          on: bucketOf,
          more: transfer
        ),
        DemoCall(
          "PutBucketPolicy",
          .write,
          1,
          "bucketName=$bucket,Host=$bucket.s3.amazonaws.com,bucketPolicy=(Version=2012-10-17,"
            + "Statement=[(Sid=Deny$color,Effect=Deny,Principal='*',Action='s3:*',"
            + "Resource=arn:aws:s3:::$bucket/*)])",
          on: bucketOf,
          more: transfer
        ),
        DemoCall(
          "CreateBucket",
          .write,
          1,
          "bucketName=example-$word-$h8,Host=example-$word.s3.$region.amazonaws.com,"
            + "CreateBucketConfiguration=(LocationConstraint=$region)",
          more: transfer
        ),
        DemoCall(
          "PutBucketTagging",
          .write,
          1,
          "bucketName=$bucket,tagging='',Tagging=(TagSet=(Tag=[(Key=用途,Value=$japanese),"
            + "(Key=Color,Value=$color)]))",
          on: bucketOf,
          more: transfer
        ),
      ]
    ),
    DemoService(
      "dynamodb",
      [.app, .data, .console],
      14,
      [
        DemoCall(
          "GetItem",
          .dataRead,
          40,
          "tableName=$table,key=(id='$h16'),consistentRead=false",
          on: tableOf
        ),
        DemoCall(
          "PutItem",
          .dataWrite,
          20,
          "tableName=$table,key=(id='$h16'),items=[id,updatedAt,$word]",
          on: tableOf
        ),
        DemoCall(
          "Query",
          .dataRead,
          20,
          "tableName=$table,indexName=by-$color,limit=50",
          on: tableOf
        ),
        DemoCall(
          "BatchGetItem",
          .dataRead,
          4,
          "requestItems=[(tableName=$table,keys=[id,sort])]",
          on: tableOf
        ),
        DemoCall("DescribeTable", .read, 20, "tableName=$table", "", on: tableOf),
        DemoCall("ListTables", .read, 6, "limit=100"),
        DemoCall(
          "UpdateTable",
          .write,
          2,
          "tableName=$table,provisionedThroughput=(readCapacityUnits=#$n2,writeCapacityUnits=#$n2)",
          "tableDescription=(tableName=$table,tableStatus=UPDATING,tableId=$uuid,"
            + "tableArn=arn:aws:dynamodb:$region:$account:table/$table,itemCount=#$n6)",
          on: tableOf
        ),
        DemoCall("DescribeContinuousBackups", .read, 3, "tableName=$table"),
      ]
    ),
    DemoService(
      "kms",
      [.app, .data, .deploy, .service, .audit],
      16,
      [
        DemoCall(
          "Decrypt",
          .read,
          60,
          "encryptionAlgorithm=SYMMETRIC_DEFAULT,encryptionContext=(aws:s3:arn="
            + "'arn:aws:s3:::$bucket/$object')",
          on: keyOf
        ),
        DemoCall(
          "GenerateDataKey",
          .read,
          40,
          "keyId=arn:aws:kms:$region:$account:key/$kms,keySpec=AES_256,"
            + "encryptionContext=(SecretARN='arn:aws:secretsmanager:$region:$account:secret:"
            + "$secret')",
          on: keyOf
        ),
        DemoCall(
          "Encrypt",
          .read,
          6,
          "keyId=$kms,encryptionAlgorithm=SYMMETRIC_DEFAULT",
          on: keyOf
        ),
        DemoCall("DescribeKey", .read, 8, "keyId=alias/$word", on: keyOf),
        DemoCall("ListAliases", .read, 3, "limit=100"),
        DemoCall("GetKeyRotationStatus", .read, 3, "keyId=$kms", on: keyOf),
        DemoCall(
          "CreateGrant",
          .write,
          3,
          "keyId=arn:aws:kms:$region:$account:key/$kms,granteePrincipal=rds.$region.amazonaws.com,"
            + "operations=[Decrypt,GenerateDataKey,RetireGrant]",
          "grantId=$h64,keyId=arn:aws:kms:$region:$account:key/$kms",
          on: keyOf
        ),
        DemoCall("ScheduleKeyDeletion", .write, 1, "keyId=$kms,pendingWindowInDays=30", on: keyOf),
      ]
    ),
    DemoService(
      "rds",
      [.ops, .audit, .console],
      7,
      [
        DemoCall("DescribeDBInstances", .read, 20, "dBInstanceIdentifier=$database,maxRecords=100"),
        DemoCall("DescribeDBClusters", .read, 8, "includeShared=false"),
        DemoCall(
          "DescribeDBSnapshots",
          .read,
          6,
          "snapshotType=automated,dBInstanceIdentifier=$database"
        ),
        DemoCall(
          "CreateDBSnapshot",
          .write,
          3,
          "dBSnapshotIdentifier=$database-$n6,dBInstanceIdentifier=$database",
          "dBSnapshotIdentifier=$database-$n6,engine=aurora-postgresql,status=creating,port=5432,"
            + "dBSnapshotArn=arn:aws:rds:$region:$account:snapshot:$database-$n6,encrypted=true"
        ),
        DemoCall(
          "ModifyDBInstance",
          .write,
          1,
          "dBInstanceIdentifier=$database,applyImmediately=true,masterUserPassword='****',"
            + "allowMajorVersionUpgrade=false"
        ),
      ]
    ),
    DemoService(
      "elasticache",
      [.ops, .audit],
      3,
      [
        DemoCall("DescribeCacheClusters", .read, 10, "showCacheNodeInfo=true,maxRecords=100"),
        DemoCall("DescribeReplicationGroups", .read, 6, "replicationGroupId=$cacheCluster"),
      ]
    ),
    DemoService(
      "elasticfilesystem",
      [.ops, .audit],
      2,
      [
        DemoCall("DescribeFileSystems", .read, 8, "fileSystemId=$fileSystem"),
        DemoCall("DescribeMountTargets", .read, 6, "fileSystemId=$fileSystem"),
      ]
    ),
    DemoService(
      "backup",
      [.ops, .audit],
      2,
      [
        DemoCall(
          "StartBackupJob",
          .write,
          4,
          "backupVaultName=$vault,resourceArn=arn:aws:rds:$region:$account:db:$database,"
            + "iamRoleArn=arn:aws:iam::$account:role/service-role/AWSBackupDefaultServiceRole",
          "backupJobId=$uuid,creationDate='$time'"
        ),
        DemoCall("ListRecoveryPointsByBackupVault", .read, 6, "backupVaultName=$vault"),
      ]
    ),
  ]
}
