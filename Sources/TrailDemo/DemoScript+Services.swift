/// The scripts of Cognito, of services acting by themselves and of calls across accounts.
extension DemoScript {
  private func pool(
    _ name: String,
    _ request: String,
    _ response: String = "",
    more: String = "sub=$sub"
  ) -> Shape {
    Shape(
      host: "cognito-idp.amazonaws.com",
      call: DemoCall(name, .write, 1, request, response, more: more)
    )
  }

  private func hosted(_ name: String, _ status: String, _ parameters: String) -> Shape {
    Shape(
      host: "cognito-idp.amazonaws.com",
      call: DemoCall(
        name,
        .write,
        1,
        "",
        "",
        more: "responseParameters=(status=\(status)),requestParameters=(\(parameters)),"
          + "userPoolDomain=example.auth.$region.amazoncognito.com,userPoolId=$pool",
        details: "serviceAccountId='999999999999'"
      ),
      eventType: "AwsServiceEvent",
      hasEmptyError: true
    )
  }

  var cognito: Shape {
    let hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"
    switch self {
    case .initiateAuth:
      return pool(
        "InitiateAuth",
        "authFlow=USER_SRP_AUTH,authParameters=\(hidden),clientId=$client,clientMetadata=()",
        "challengeName=PASSWORD_VERIFIER,challengeParameters=\(hidden)"
      )
    case .initiatePassword:
      return pool(
        "InitiateAuth",
        "authFlow=USER_PASSWORD_AUTH,authParameters=\(hidden),clientId=$client",
        "authenticationResult=\(hidden),challengeParameters=()"
      )
    case .refreshAuth:
      return pool(
        "InitiateAuth",
        "authFlow=REFRESH_TOKEN_AUTH,authParameters=\(hidden),clientId=$client",
        "authenticationResult=\(hidden),challengeParameters=()"
      )
    case .respond, .respondFailed:
      return pool(
        "RespondToAuthChallenge",
        "challengeName=PASSWORD_VERIFIER,challengeResponses=\(hidden),session=\(hidden),"
          + "clientId=$client",
        "authenticationResult=\(hidden),challengeParameters=()"
      )
    case .signUp:
      return pool(
        "SignUp",
        "clientId=$client,username=\(hidden),password=\(hidden),userAttributes=\(hidden)",
        "userConfirmed=false,userSub=$sub,codeDeliveryDetails=(deliveryMedium=EMAIL,"
          + "attributeName=email)"
      )
    case .hostedLogin:
      return hosted(
        "Login_POST",
        "302.0",
        "client_id=[$client],sub=[$sub],username=[\(hidden)],response_type=[code],"
          + "redirect_uri=['https://www.example.com/callback?next=%2Fhome'],_csrf=[\(hidden)]"
      )
    case .hostedToken:
      return hosted(
        "Token_POST",
        "200.0",
        "client_id=[$client],grant_type=[authorization_code],code=[\(hidden)],userSub=[$sub]"
      )
    case .hostedConfirm:
      return hosted(
        "Confirm_POST",
        "302",
        "client_id=[$client],sub=[$sub],username=[$subject],requiredAttributes[email]=[\(hidden)]"
      )
    case .hostedFailed:
      return hosted("Login_POST", "400.0", "client_id=[$client],username=[\(hidden)]")
    case .identityID: return identityPool("GetId", .dataRead, "", "identityId=$webSubject")
    default:
      return identityPool(
        "GetCredentialsForIdentity",
        .dataRead,
        "identityId=$webSubject,",
        "credentials=(accessKeyId=$nextKey,sessionToken=$token,expiration='$expiry'),"
          + "identityId=$webSubject"
      )
    }
  }

  private func identityPool(
    _ name: String,
    _ kind: DemoCall.Kind,
    _ request: String,
    _ response: String
  ) -> Shape {
    Shape(
      host: "cognito-identity.amazonaws.com",
      call: DemoCall(
        name,
        kind,
        1,
        request + "identityPoolId=$identityPool,"
          + "logins=(cognito-idp.$region.amazonaws.com/$pool=HIDDEN_DUE_TO_SECURITY_REASONS)",
        response,
        on: "AWS::Cognito::IdentityPool=arn:aws:cognito-identity:$region:$account:identitypool/"
          + "$identityPool"
      )
    )
  }

  private func happened(_ service: String, _ name: String, _ details: String) -> Shape {
    Shape(
      host: "\(service).amazonaws.com",
      call: DemoCall(name, .write, 1, details: details),
      eventType: "AwsServiceEvent"
    )
  }

  private func served(_ host: String, _ call: DemoCall) -> Shape {
    Shape(host: "\(host).amazonaws.com", call: call)
  }

  var other: Shape {
    let key = "AWS::KMS::Key=arn:aws:kms:$region:$account:key/$kms"
    let object = "AWS::S3::Object=arn:aws:s3:::$bucket/$object|AWS::S3::Bucket=arn:aws:s3:::$bucket"
    let bucket = "AWS::S3::Bucket=arn:aws:s3:::$bucket"
    switch self {
    case .secretRotated:
      return happened(
        "secretsmanager",
        "RotationSucceeded",
        "SecretId='arn:aws:secretsmanager:$region:$account:secret:$secret'"
      )
    case .keyRotated: return happened("kms", "RotateKey", "keyId=$kms,rotationType=AUTOMATIC")
    case .taskReplaced:
      return happened("ecs", "ReplaceUnhealthyTask", "cluster=$cluster,service=$unit,task=$h32")
    case .backupCompleted:
      return happened(
        "backup",
        "BackupJobCompleted",
        "backupJobId=$uuid,state=COMPLETED,backupVaultName=$vault,backupSizeInBytes=#$n9,"
          + "resourceType=RDS,percentDone=100.0"
      )
    case .documentDownloaded:
      return served(
        "workdocs",
        DemoCall(
          "DownloadDocumentVersion",
          .write,
          1,
          "organizationId=d-$store,documentVersionId=$h64"
        )
      )
    case .roleListed:
      return served("iam", DemoCall("ListPolicies", .read, 1, "scope=Local,maxItems=1000"))
    case .serviceDecrypt:
      return served(
        "kms",
        DemoCall(
          "Decrypt",
          .read,
          1,
          "encryptionContext=(aws:rds:db-id=db-$h16),encryptionAlgorithm=SYMMETRIC_DEFAULT",
          on: key
        )
      )
    case .serviceDataKey:
      return served(
        "kms",
        DemoCall(
          "GenerateDataKey",
          .read,
          1,
          "keyId=arn:aws:kms:$region:$account:key/$kms,keySpec=AES_256,"
            + "encryptionContext=(aws:cloudtrail:arn='arn:aws:cloudtrail:$region:$account:trail/"
            + "$trail')",
          on: key
        )
      )
    case .serviceBucketACL:
      return served(
        "s3",
        DemoCall(
          "GetBucketAcl",
          .read,
          1,
          "bucketName=$bucket,Host=$bucket.s3.$region.amazonaws.com,acl=''",
          on: bucket,
          more:
            "SignatureVersion=SigV4,AuthenticationMethod=AuthHeader,bytesTransferredOut=#$n4,"
            + "x-amz-id-2=$b64"
        )
      )
    case .serviceLogObject:
      return served(
        "s3",
        DemoCall(
          "PutObject",
          .dataWrite,
          1,
          "bucketName=$bucket,Host=$bucket.s3.$region.amazonaws.com,key=$object,"
            + "x-amz-acl=bucket-owner-full-control",
          on: object,
          more: "SignatureVersion=SigV4,bytesTransferredIn=#$n4,SSEApplied=SSE_S3,x-amz-id-2=$b64"
        )
      )
    default:
      return served(
        "s3",
        DemoCall(
          "GetObject",
          .dataRead,
          1,
          "bucketName=$bucket,Host=$bucket.s3.$region.amazonaws.com,key=$object",
          on: object,
          more:
            "SignatureVersion=SigV4,CipherSuite=TLS_AES_128_GCM_SHA256,bytesTransferredOut=#$n6,"
            + "x-amz-id-2=$b64"
        )
      )
    }
  }
}
