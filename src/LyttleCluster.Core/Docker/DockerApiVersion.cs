using System.Globalization;

namespace LyttleCluster.Core.Docker;

/// <summary>A version of the Docker Engine API, e.g. 1.41.</summary>
internal readonly record struct DockerApiVersion(int Major, int Minor) : IComparable<DockerApiVersion>
{
    /// <summary>The oldest we speak: Docker 20.10.</summary>
    public static readonly DockerApiVersion Oldest = new(1, 41);

    /// <summary>The newest we know: the head of Docker's own version history in November 2026.</summary>
    public static readonly DockerApiVersion Newest = new(1, 56);

    /// <summary>
    /// What is spoken before the engine has said anything: every engine from Docker 25 on takes it (it is the floor of
    /// Docker 29), podman takes any version, and older engines refuse it with their own version in the refusal.
    /// So the first answer of most nodes costs one round trip, not two.
    /// </summary>
    public static readonly DockerApiVersion FirstGuess = new(1, 44);

    public static bool TryParse(ReadOnlySpan<char> text, out DockerApiVersion version)
    {
        version = default;
        var dot = text.IndexOf('.');
        if (dot <= 0
            || !int.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            || !int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var minor))
        {
            return false;
        }

        version = new DockerApiVersion(major, minor);
        return true;
    }

    public int CompareTo(DockerApiVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    public static bool operator <(DockerApiVersion left, DockerApiVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(DockerApiVersion left, DockerApiVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(DockerApiVersion left, DockerApiVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(DockerApiVersion left, DockerApiVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
