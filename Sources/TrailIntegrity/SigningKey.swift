internal import Crypto
internal import CryptoExtras

/// A public RSA key that CloudTrail signs digests with.
package struct SigningKey: Sendable {
  /// The name that digests call it by; opaque.
  package let fingerprint: String
  /// The key as it was given, DER.
  let der: [UInt8]
  private let key: _RSA.Signing.PublicKey

  /// Loads a key.
  ///
  /// - Parameter der: PKCS#1 `RSAPublicKey` or X.509 `SubjectPublicKeyInfo`, at least 2,048 bits.
  /// - Returns: `nil` when it is neither.
  package init?(fingerprint: String, der: [UInt8]) {
    do {
      key = try _RSA.Signing.PublicKey(derRepresentation: der)
    } catch {
      return nil
    }
    self.fingerprint = fingerprint
    self.der = der
  }

  /// Whether a signature (RSASSA-PKCS1-v1_5 with SHA-256) was made over a text by this key's owner.
  package func isValid(_ signature: [UInt8], of text: [UInt8]) -> Bool {
    key.isValidSignature(
      _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: text),
      padding: .insecurePKCS1v1_5)
  }
}
