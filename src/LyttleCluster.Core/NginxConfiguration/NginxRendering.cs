using System.Net;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Where a configuration is rendered for.</summary>
internal sealed record NginxRendering
{
    /// <summary>Arguments of <c>listen</c> for plain requests, e.g. <c>80</c> and <c>[::]:80</c>.</summary>
    public IReadOnlyList<string> HttpListen { get; init; } = ["80"];

    /// <summary>Arguments of <c>listen</c> for TLS, without <c>ssl</c>.</summary>
    public IReadOnlyList<string> HttpsListen { get; init; } = ["443"];

    /// <summary>The addresses of an upstream's host; none: it is written as <c>down</c>. Null: host names are written as they are, for a person to paste.</summary>
    public Func<string, IReadOnlyList<IPAddress>>? Resolve { get; init; }

    /// <summary>The certificate and key of an entry that names none; null when there is none.</summary>
    public Func<NginxEntry, (string Certificate, string Key)?>? CertificateOf { get; init; }

    /// <summary>Whether each server block answers <see cref="NginxProof.Path"/>, so that it can be told from outside that it is live.</summary>
    public bool Proof { get; init; } = true;

    /// <summary>Whether names that no entry has are answered 404 (over TLS: not at all) where no other server is the default, rather than by some entry.</summary>
    public bool CatchAll { get; init; }
}

/// <summary>How it is proved from outside that an entry is live: at this path its server block answers the entry's fingerprint, which no other does.</summary>
internal static class NginxProof
{
    public const string Path = "/.well-known/lyttle-cluster";

    /// <summary>The name of the server for names that no entry has: one that nobody can have (RFC 2606).</summary>
    public const string Nobody = "lyttle-cluster.invalid";
}

/// <summary>A configuration as text.</summary>
/// <param name="Text">The text, with an end of line after every line.</param>
/// <param name="Lines">For each entry, in their order: the first and last line (from 1) that are its.</param>
internal sealed record RenderedConfiguration(string Text, IReadOnlyList<(int First, int Last)> Lines);
