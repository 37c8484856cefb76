using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Security.Certificates;

namespace LyttleCluster.ManagerTests.Access;

public sealed class CertificateTests : IDisposable
{
    private readonly OpenSsl _ssl = new();

    public void Dispose() => _ssl.Dispose();

    [Fact]
    public void What_openssl_wrote_is_read()
    {
        _ssl.Authority("ca");
        _ssl.User("alice", "ca", methods: "Nodes.* Containers.Get", groups: "ops web-team");
        var facts = CertificateFacts.Of(X509CertificateLoader.LoadCertificateFromFile(_ssl.PathOf("alice.pem")));
        Assert.Equal(("alice", "ca"), (facts.Name, facts.Issuer));
        Assert.Equal(["Nodes.*", "Containers.Get"], facts.Methods);
        Assert.Equal(["ops", "web-team"], facts.Groups);
        Assert.Equal(_ssl.Run("x509", "-in", "alice.pem", "-noout", "-fingerprint", "-sha256").Split('=')[1].Trim().Replace(":", "", StringComparison.Ordinal).ToLowerInvariant(), facts.Fingerprint);
    }

    [Fact]
    public void What_we_write_openssl_reads_and_trusts()
    {
        var authority = Write("ours", CertificateIssuer.SelfSigned(new CertificateOrder { Name = "ours", Kind = ClusterCertificateKind.CA }, TimeProvider.System));
        using var issuer = CertificateIssuer.FromFiles(_ssl.PathOf("ours.pem"), _ssl.PathOf("ours.key"), TimeProvider.System);
        Write("bob", issuer.Issue(new CertificateOrder { Name = "bob", Kind = ClusterCertificateKind.User, Methods = ["Nodes.*", "Domains.Get"], Groups = ["ops"] }));
        Write("manager", issuer.Issue(new CertificateOrder { Name = "manager", Kind = ClusterCertificateKind.Manager, DnsNames = ["m.example.com"], Addresses = [IPAddress.Parse("10.0.0.5"), IPAddress.IPv6Loopback] }));
        Assert.Contains("bob.pem: OK", _ssl.Run("verify", "-x509_strict", "-CAfile", "ours.pem", "-purpose", "sslclient", "bob.pem"), StringComparison.Ordinal);
        Assert.Contains("manager.pem: OK", _ssl.Run("verify", "-x509_strict", "-CAfile", "ours.pem", "-purpose", "sslserver", "-verify_hostname", "m.example.com", "manager.pem"), StringComparison.Ordinal);
        Assert.Contains("manager.pem: OK", _ssl.Run("verify", "-CAfile", "ours.pem", "-verify_ip", "10.0.0.5", "manager.pem"), StringComparison.Ordinal);
        var dump = _ssl.Run("asn1parse", "-in", "bob.pem");
        Assert.Contains("1.3.6.1.4.1.9586.100.7.1", dump, StringComparison.Ordinal);
        Assert.Equal("ours", authority.Facts.Issuer);
        Assert.Equal(["Nodes.*", "Domains.Get"], CertificateFacts.Of(X509CertificateLoader.LoadCertificateFromFile(_ssl.PathOf("bob.pem"))).Methods);
    }

    [Fact]
    public void A_CA_of_openssl_signs_a_request_of_openssl()
    {
        _ssl.Authority("ca");
        _ssl.Run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "web1.key", "-out", "web1.csr", "-subj", "/CN=somebody else", "-addext", "subjectAltName=DNS:evil.example.com");
        using var issuer = CertificateIssuer.FromFiles(_ssl.PathOf("ca.pem"), _ssl.PathOf("ca.key"), TimeProvider.System);
        var signed = issuer.Sign(File.ReadAllText(_ssl.PathOf("web1.csr")), new CertificateOrder { Name = "web1", Kind = ClusterCertificateKind.Agent, Addresses = [IPAddress.Parse("10.0.0.7")] });
        File.WriteAllText(_ssl.PathOf("web1.pem"), signed.CertificatePem);
        Assert.Null(signed.KeyPem);
        Assert.Contains("web1.pem: OK", _ssl.Run("verify", "-x509_strict", "-CAfile", "ca.pem", "web1.pem"), StringComparison.Ordinal);
        var text = _ssl.Run("x509", "-in", "web1.pem", "-noout", "-text");
        Assert.Contains("IP Address:10.0.0.7", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody else", text, StringComparison.Ordinal);
        Assert.InRange((signed.Facts.NotAfter - DateTimeOffset.UtcNow).TotalDays, 29, 90.1);
    }

    [Fact]
    public void A_request_with_another_key_than_it_is_signed_with_is_refused()
    {
        _ssl.Authority("ca");
        _ssl.Run("req", "-new", "-newkey", "rsa:1024", "-nodes", "-keyout", "weak.key", "-out", "weak.csr", "-subj", "/CN=weak");
        using var issuer = CertificateIssuer.FromFiles(_ssl.PathOf("ca.pem"), _ssl.PathOf("ca.key"), TimeProvider.System);
        var order = new CertificateOrder { Name = "web1", Kind = ClusterCertificateKind.Agent, DnsNames = ["web1"] };
        foreach (var request in new[] { File.ReadAllText(_ssl.PathOf("weak.csr")), Tampered(File.ReadAllText(_ssl.PathOf("ca.csr"))), "-----BEGIN", "", new string('x', 100_000) })
            Assert.Equal("CertificateRequestInvalid", Assert.Throws<ClusterException>(() => issuer.Sign(request, order)).ErrorId);
    }

    [Fact]
    public void A_certificate_never_outlives_its_CA()
    {
        Write("short", CertificateIssuer.SelfSigned(new CertificateOrder { Name = "short", Kind = ClusterCertificateKind.CA, Lifetime = TimeSpan.FromDays(10) }, TimeProvider.System));
        using var issuer = CertificateIssuer.FromFiles(_ssl.PathOf("short.pem"), _ssl.PathOf("short.key"), TimeProvider.System);
        Assert.InRange((issuer.Issue(new CertificateOrder { Name = "u", Kind = ClusterCertificateKind.User }).Facts.NotAfter - DateTimeOffset.UtcNow).TotalDays, 9.9, 10.1);
    }

    [Theory]
    [InlineData("", ClusterCertificateKind.User)]
    [InlineData("local", ClusterCertificateKind.User)]
    [InlineData("a\nb", ClusterCertificateKind.User)]
    [InlineData("m", ClusterCertificateKind.Manager)]
    public void An_order_that_makes_no_sense_is_refused(string name, ClusterCertificateKind kind) =>
        Assert.Equal("CertificateSettingInvalid", Assert.Throws<ClusterException>(() => CertificateRules.Check(new CertificateOrder { Name = name, Kind = kind })).ErrorId);

    [Fact]
    public void What_is_no_CA_signs_nothing()
    {
        _ssl.Authority("ca");
        _ssl.Authority("other");
        _ssl.User("alice", "ca");
        Assert.Equal("CertificateAuthorityInvalid", Throws("alice.pem", "alice.key"));
        Assert.Equal("CertificateAuthorityInvalid", Throws("ca.pem", "other.key"));
        Assert.Equal("CertificateFileUnreadable", Throws("none.pem", "ca.key"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_ssl.PathOf("ca.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal("CertificateKeyExposed", Throws("ca.pem", "ca.key"));

        string Throws(string certificate, string key) =>
            Assert.Throws<ClusterException>(() => CertificateIssuer.FromFiles(_ssl.PathOf(certificate), _ssl.PathOf(key), TimeProvider.System)).ErrorId;
    }

    [Fact]
    public void A_certificate_with_two_names_or_none_names_nobody()
    {
        _ssl.Authority("ca");
        _ssl.User("two", "ca", subject: "/CN=alice/CN=root");
        _ssl.User("none", "ca", subject: "/O=alice/emailAddress=alice@example.com");
        foreach (var file in new[] { "two.pem", "none.pem" }) Assert.Null(CertificateFacts.Of(X509CertificateLoader.LoadCertificateFromFile(_ssl.PathOf(file))).Name);
    }

    [Fact]
    public void Whatever_bytes_an_extension_has_reading_ends_and_grants_nothing_that_is_not_written_there()
    {
        var good = AccessExtensions.Make(AccessExtensions.MethodsOid, ["Nodes.Get", "Containers.*", "Domäne.Get"]).RawData;
        Assert.Equal(["Nodes.Get", "Containers.*", "Domäne.Get"], AccessExtensions.Read(good));
        for (var length = 0; length < good.Length; length++) Assert.Empty(AccessExtensions.Read(good.AsMemory(0, length)));
        Assert.Empty(AccessExtensions.Read((byte[])[.. good, 0]));

        var random = new Random(20260725);
        for (var round = 0; round < 200_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (round % 3 == 0) random.NextBytes(bytes = new byte[random.Next(64)]);
            foreach (var read in AccessExtensions.Read(bytes))
            {
                Assert.InRange(read.Length, 1, AccessExtensions.MostCharacters);
                Assert.True(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(read)) >= 0, Convert.ToHexString(bytes));
            }
        }
    }

    [Fact]
    public void Other_kinds_of_strings_are_read_and_other_things_are_left_out()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, "Nodes.Get");
            writer.WriteInteger(42);
            using (writer.PushSequence()) writer.WriteCharacterString(UniversalTagNumber.UTF8String, "*");
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, "A\u0000*");
            writer.WriteCharacterString(UniversalTagNumber.PrintableString, "Nginx.Test");
        }

        Assert.Equal(["Nodes.Get", "Nginx.Test"], AccessExtensions.Read(writer.Encode()));
    }

    [Fact]
    public void A_list_without_end_grants_nothing() =>
        Assert.Empty(AccessExtensions.Read(AccessExtensions.Make(AccessExtensions.MethodsOid, Enumerable.Repeat("Nodes.Get", AccessExtensions.MostElements + 1)).RawData));

    private IssuedCertificate Write(string name, IssuedCertificate made)
    {
        File.WriteAllText(_ssl.PathOf($"{name}.pem"), made.CertificatePem);
        File.WriteAllText(_ssl.PathOf($"{name}.key"), made.KeyPem);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_ssl.PathOf($"{name}.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return made;
    }

    private static string Tampered(string pem)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))));
        der[^5] ^= 1;
        return new string(PemEncoding.Write("CERTIFICATE REQUEST", der));
    }
}
