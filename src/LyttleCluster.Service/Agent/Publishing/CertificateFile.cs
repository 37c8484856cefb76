using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>What is told of a certificate file: never of its key.</summary>
internal sealed record CertificateFile
{
    /// <summary>As nginx names it.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the certificate.</summary>
    public required string Id { get; init; }

    /// <summary>The names it is for.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required string Issuer { get; init; }

    /// <summary>Whole days; negative once it is over.</summary>
    public int DaysLeft(DateTimeOffset now) => (int)Math.Floor((ExpiresAt - now).TotalDays);

    /// <summary>Whether it is for a name.</summary>
    public bool Covers(string name) => NamesFor(name).Any(wanted => Names.Contains(wanted, StringComparer.OrdinalIgnoreCase));

    /// <summary>What a certificate for a name says: the name or the wildcard above it. A wildcard is for one label, and is only covered by itself.</summary>
    public static IReadOnlyList<string> NamesFor(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && !name.StartsWith("*.", StringComparison.Ordinal) ? [name, "*" + name[dot..]] : [name];
    }

    /// <summary>Reads the first certificate of a PEM file.</summary>
    /// <param name="file">As nginx names it.</param>
    /// <param name="here">Where it can be read.</param>
    /// <param name="why">Why it cannot; null when it can.</param>
    public static CertificateFile? Read(string file, string? here, out string? why)
    {
        why = null;
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(System.IO.File.ReadAllText(here ?? throw new FileNotFoundException("It cannot be reached.")));
            var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
            return new CertificateFile
            {
                File = file,
                Id = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)),
                Names = names is null ? [] : [.. names.EnumerateDnsNames()],
                IssuedAt = certificate.NotBefore.ToUniversalTime(),
                ExpiresAt = certificate.NotAfter.ToUniversalTime(),
                Issuer = certificate.Issuer,
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            why = failure switch
            {
                FileNotFoundException or DirectoryNotFoundException => "it is not there",
                UnauthorizedAccessException => "the agent's user may not read it",
                IOException => failure.Message.TrimEnd('.'),
                _ => "it holds no certificate in PEM",
            };
            return null;
        }
    }

    /// <summary>What is wrong with a key for a certificate; null when nothing is, or when only nginx may read it, which then says so itself.</summary>
    public static string? WhyNotKey(string? certificateHere, string? keyHere)
    {
        try
        {
            var key = System.IO.File.ReadAllText(keyHere ?? throw new FileNotFoundException());
            using var pair = X509Certificate2.CreateFromPem(System.IO.File.ReadAllText(certificateHere ?? throw new FileNotFoundException()), key);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException)
        {
            return "it is not there";
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            return "it does not belong to the certificate, or is no unencrypted key in PEM";
        }
    }
}
