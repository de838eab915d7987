import Crypto
import CryptoExtras

/// Signs digests as CloudTrail does, with a key that is worth nothing.
///
/// The key stands here for everybody to read: it was made for this generator, signs made-up archives
/// only, and proves nothing but that the arithmetic is right.
package struct DemoSigner: Sendable {
  private let key: _RSA.Signing.PrivateKey

  /// The name of the key in digests and in the list of keys.
  package static let fingerprint = "0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f6"

  package init() throws(DemoError) {
    do {
      guard let der = Self.decoded(Self.privateKey) else {
        throw DemoError(.signing, "the key of the demonstration is no base64")
      }
      key = try _RSA.Signing.PrivateKey(derRepresentation: der)
    } catch {
      throw DemoError(.signing, "the key of the demonstration does not load: \(error)")
    }
  }

  /// The signature (RSASSA-PKCS1-v1_5 with SHA-256) over a text in lower-case hexadecimal digits.
  package func signature(_ text: String) throws(DemoError) -> String {
    do {
      let signed = try key.signature(
        for: SHA256.hash(data: Array(text.utf8)), padding: .insecurePKCS1v1_5)
      return signed.withUnsafeBytes { DemoHash.hexadecimal($0) }
    } catch {
      throw DemoError(.signing, "a digest could not be signed: \(error)")
    }
  }

  /// What `aws cloudtrail list-public-keys` would print.
  package static let publicKeyList = """
    {
        "PublicKeyList": [
            {
                "Value": "\(publicKey)",
                "ValidityStartTime": "2024-01-01T00:00:00+00:00",
                "ValidityEndTime": "2024-12-31T00:00:00+00:00",
                "Fingerprint": "\(fingerprint)"
            }
        ]
    }

    """

  /// PKCS#1 `RSAPublicKey`, DER in base64.
  package static let publicKey = """
    MIIBCgKCAQEAo7ZSpcwRXb7PxLs3YkcUlDIj/zY7IlAbmItG79okGiBFXA8D+Ra/QkcmCxlJqxxk0KR6wOxsADCU\
    plx1AMcRdNnnONoOnUj5JoaMCpiKFIFmgs08GNcksnYRJA1a23woAHVdaGJDzlKKdlcq95wpWcGtuGUbi77pe4wa\
    tG7aawIS2Tp0/QNG1yGhYLQhLYDNSW15AukmuopGlX947epsD2MgKCZRLYEI/ftIRhcR9lQv5b8mWYuizdwWgIdY\
    ezMbUhlP23WIstGjri2TQv5IPNfB4hfTlRHak3dRBv2ddqXSK56Vy5tqUcj9tCwk0Yy0021CICmrXnRD3mSwC1KU\
    YwIDAQAB
    """

  /// PKCS#1 `RSAPrivateKey`, DER in base64.
  private static let privateKey = """
    MIIEpAIBAAKCAQEAo7ZSpcwRXb7PxLs3YkcUlDIj/zY7IlAbmItG79okGiBFXA8D+Ra/QkcmCxlJqxxk0KR6wOxs\
    ADCUplx1AMcRdNnnONoOnUj5JoaMCpiKFIFmgs08GNcksnYRJA1a23woAHVdaGJDzlKKdlcq95wpWcGtuGUbi77p\
    e4watG7aawIS2Tp0/QNG1yGhYLQhLYDNSW15AukmuopGlX947epsD2MgKCZRLYEI/ftIRhcR9lQv5b8mWYuizdwW\
    gIdYezMbUhlP23WIstGjri2TQv5IPNfB4hfTlRHak3dRBv2ddqXSK56Vy5tqUcj9tCwk0Yy0021CICmrXnRD3mSw\
    C1KUYwIDAQABAoIBACwFwA2zZUwXHlmhmlAEGyWKoiFjnN0qO3F2qlmfCCw6V0xdAU1+72lMJo+/eg7YMMfmItgz\
    +wrGBYMCw7e00B3i5olkIZ/r2ougjJHg2OiQr1cnBy0K1WRj2VIfgToaFcuhw79pBSC7E16lK/mvdXMcYLGABrs6\
    WCCP2TKByJwTYTEtWuhz4yux2G+oouKamMYb1LhMvDTJjHcwD4FDPXt3QFvnynJCMbw9VGfVfoncxQ8i524m1W0T\
    LaYQhs7Cg6sTm62V4FYAW+v90VT3t1NpTec/ywtFbUCFLfMC6ZMfLfRN6TI5s3WX8xHhElRordj89rkz4V2q3bcM\
    JBmcEHECgYEA3nCjdlCHUXUcoewDoDEcHId2zdvrSsHyZWfXO5i7DjL0QSvHjFm639zI3LFc+/DG9TRwdATJoP/9\
    2zPdsatmV6Bnyl5H401bq+xcUy3riyBmWmhHtxlbS0A3z4C7wXJ3BhRLPju0r8xNJeJFlcMtnEmCxsLHFWn1RIsZ\
    q5Vzc2kCgYEAvGlsph+JbhbjbOBbzn7kYx4ypp4/Up2eF9/Uy/amhDcYvwLCeTOjtDbel9c7BH9hdk+EB5JU61yy\
    tt9kXLj5XncPguLMJUKWUcINuCWPXx98AQM5Jd3NtRv7rM+AcguUkY6TR8Fdi5FNaCSVTylntNHAiJxKXKPipLXi\
    47itK+sCgYEAmx/iXzh5pg0OEr4NKUIWYK7340hjJpdq+90W9LDmglh2jpyBZReOg1/tlDr8pZacqZQQeFh+ZJEh\
    8CSTjrwBe0qaFz7400O3koYbPMbhZP0LZDElEkPUrv3x7fvQ9G9nIg41CwmIULEhfDH4ZSDgRgXd9c8QF5b1PP/k\
    vwxSn0ECgYEAoDWI9I1Wf+0of5kbl7AgpgO0kCd5stdh6e0jdjgKidyLx0gic4sshX4usrCKd52VE1Qz8XhFi0js\
    kkHMhmena+MTpnkRnBFN3sGChvYxPnJ4MCg8fO1pELp1vBFJqDAeqdKxe895qsboKkkJSSHtFD1TWRaEyNd2ThZ3\
    kqmjXvcCgYBoHMk7rCp7IliaMBL/CVAszyBxjGrTzBGzOD6A6vsvL3uT7RCp73g4L/gQk0Ttr1YIvvVV4VbG1Jfe\
    dqtzbOyfW1MMnEShoegEDXpbn9pSLG24mMxb5R+7zNw2aVs69eY1CpzIS4cM0iRtXMJipiwitDpAj/O2m3YryWQs\
    XH+NGw==
    """

  private static func decoded(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.utf8 where byte != 0x3D {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }
}

/// SHA-256 in hexadecimal digits.
package enum DemoHash {
  /// The hash of bytes, 64 lower-case digits.
  package static func sha256(_ bytes: [UInt8]) -> String {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hexadecimal(hash.finalize())
  }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    let digits = Array("0123456789abcdef".utf8)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
