/// Records as they were published, byte for byte.
enum PublishedDocuments {
  /// A sign-in through IAM Identity Center in 2023: the sign-in and the choice of an account, both
  /// of the managing account, and the arrival in the chosen one.
  static let identityCenterSignIn = [userAuthentication, federate, consoleLogin]

  private static let userAuthentication = """
    {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "Unknown",
            "principalId": "sampleaccountid1",
            "arn": "",
            "accountId": "sampleaccountid1",
            "accessKeyId": "",
            "userName": "ssouser01"
        },
        "eventTime": "2023-03-29T12:55:53Z",
        "eventSource": "signin.amazonaws.com",
        "eventName": "UserAuthentication",
        "awsRegion": "ap-northeast-1",
        "sourceIPAddress": "1.1.1.1",
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/111.0.0.0 Safari/537.36",
        "requestParameters": null,
        "responseElements": null,
        "additionalEventData": {
            "AuthWorkflowID": "e92f6047-a95d-468f-b0b2-ba63da94161e",
            "LoginTo": "https://masked.awsapps.com/start/",
            "CredentialType": "PASSWORD"
        },
        "requestID": "7fbb0736-5394-4a0d-a4f6-7ce2fdc56038",
        "eventID": "84aafc81-fd91-464b-8624-03bb4b45ef39",
        "readOnly": false,
        "eventType": "AwsServiceEvent",
        "managementEvent": true,
        "recipientAccountId": "sampleaccountid1",
        "serviceEventDetails": {
            "UserAuthentication": "Success"
        },
        "eventCategory": "Management"
    }
    """

  private static let federate = """
    {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "Unknown",
            "principalId": "95671c316d-7a6a2ff4-4eb0-414a-9447-a1decc0c7c1e",
            "accountId": "sampleaccountid1",
            "userName": "ssouser01"
        },
        "eventTime": "2023-03-29T12:56:43Z",
        "eventSource": "sso.amazonaws.com",
        "eventName": "Federate",
        "awsRegion": "ap-northeast-1",
        "sourceIPAddress": "1.1.1.1",
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/111.0.0.0 Safari/537.36",
        "requestParameters": null,
        "responseElements": null,
        "requestID": "6712e76a-fa40-41b9-82c5-6e34c0647f38",
        "eventID": "5cb8dfd3-a781-44a2-880e-83423ae040ce",
        "readOnly": false,
        "eventType": "AwsServiceEvent",
        "managementEvent": true,
        "recipientAccountId": "sampleaccountid1",
        "serviceEventDetails": {
            "role_name": "AdministratorAccess",
            "account_id": "sampleaccountid2"
        },
        "eventCategory": "Management"
    }
    """

  private static let consoleLogin = """
    {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROA5WQZQQJKC3BYISIHSKAIYB:ssouser01",
            "arn": "arn:aws:sts::sampleaccountid2:assumed-role/AWSReservedSSO_AdministratorAccess_5422dd0faed3c601/ssouser01",
            "accountId": "sampleaccountid2",
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": "AROA5WQZQQJKC3BYISIHSKAIYB",
                    "arn": "arn:aws:iam::sampleaccountid2:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_5422dd0faed3c601",
                    "accountId": "sampleaccountid2",
                    "userName": "AWSReservedSSO_AdministratorAccess_5422dd0faed3c601"
                },
                "webIdFederationData": {},
                "attributes": {
                    "creationDate": "2023-03-29T12:56:43Z",
                    "mfaAuthenticated": "false"
                }
            }
        },
        "eventTime": "2023-03-29T12:56:44Z",
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "awsRegion": "ap-northeast-1",
        "sourceIPAddress": "1.1.1.1",
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/111.0.0.0 Safari/537.36",
        "requestParameters": null,
        "responseElements": {
            "ConsoleLogin": "Success"
        },
        "additionalEventData": {
            "MobileVersion": "No",
            "MFAUsed": "No"
        },
        "eventID": "60c1d7fa-615c-4c70-bb83-6b44b39941c7",
        "readOnly": false,
        "eventType": "AwsConsoleSignIn",
        "managementEvent": true,
        "recipientAccountId": "sampleaccountid2",
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.2",
            "cipherSuite": "ECDHE-RSA-AES128-GCM-SHA256",
            "clientProvidedHostHeader": "ap-northeast-1.signin.aws.amazon.com"
        }
    }
    """

  /// An entry of a user pool's activity log of 2024, its address made unreadable by its author.
  static let activityEntry = """
    {
        "eventTimestamp": "1723070073369",
        "eventSource": "USER_AUTH_EVENTS",
        "logLevel": "INFO",
        "message": {
            "version": "1",
            "eventId": "7f151463-1488-428f-a5c1-9f9c80cf2114",
            "eventType": "SignIn",
            "userSub": "0784fae8-c051-70ff-b12c-0e32600fdd02",
            "userName": "hoge0808",
            "userPoolId": "ap-northeast-1_EcsdFoftu",
            "clientId": "g0n17akfs8hkb8hmlqh38r9tg",
            "creationDate": "Wed Aug 07 22:34:33 UTC 2024",
            "eventResponse": "InProgress",
            "riskLevel": "",
            "riskDecision": "PASS",
            "challenges": [
                "Password:Success"
            ],
            "deviceName": "Other, Other",
            "ipAddress": "xxxx:xx:xxxx:xxxx:xxxx:xxxx:xxxx:xxxx",
            "requestId": "7f151463-1488-428f-a5c1-9f9c80cf2114",
            "idpName": "",
            "compromisedCredentialDetected": "false",
            "city": "Sapporo",
            "country": "Japan",
            "eventFeedbackValue": "",
            "eventFeedbackDate": "",
            "eventFeedbackProvider": ""
        },
        "logSourceId": {
            "userPoolId": "ap-northeast-1_EcsdFoftu"
        }
    }
    """

  /// An event pattern of EventBridge, which holds no event.
  static let eventPattern = """
    {
      "detail-type": [
        "AWS Console Sign In via CloudTrail"
      ]
    }
    """
}
