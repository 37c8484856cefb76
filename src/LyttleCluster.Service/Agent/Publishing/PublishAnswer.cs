using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>How a change of entries ended.</summary>
internal abstract record PublishAnswer
{
    /// <summary>It is live.</summary>
    /// <param name="Changed">Whether nginx was reloaded: what it runs was not equal already.</param>
    /// <param name="Release">The configuration release.</param>
    /// <param name="Previous">The one before; null when there was none.</param>
    /// <param name="Served">What nginx answers.</param>
    internal sealed record Published(bool Changed, string Release, string? Previous, string? Served) : PublishAnswer
    {
        public IReadOnlyList<EntryRow> Set { get; init; } = [];

        public required string SetETag { get; init; }

        public TimeSpan Duration { get; init; }

        public IReadOnlyList<string> Log { get; init; } = [];
    }

    /// <summary>It would be, and was only asked for.</summary>
    internal sealed record Checked(bool Changed, IReadOnlyList<EntryRow> Set, IReadOnlyList<string> Warnings) : PublishAnswer
    {
        /// <summary>How the first entry that was set would be written.</summary>
        public string Preview { get; init; } = "";
    }

    /// <summary>It stands in the draft.</summary>
    /// <param name="Set">The entries that were set.</param>
    /// <param name="Removed">The entries that went.</param>
    /// <param name="Warnings">What is to be said besides.</param>
    /// <param name="Preview">How the first entry that was set will be written.</param>
    internal sealed record Drafted(IReadOnlyList<EntryRow> Set, IReadOnlyList<EntryRow> Removed, IReadOnlyList<string> Warnings, string Preview) : PublishAnswer;

    /// <summary>It was refused before nginx was touched.</summary>
    internal sealed record Refused(int Status, string Code, IReadOnlyList<string> Messages) : PublishAnswer
    {
        public IReadOnlyList<PublishProblem> Problems { get; init; } = [];

        /// <summary>nginx's own words, where it was asked.</summary>
        public string? Output { get; init; }

        public static Refused Invalid(IReadOnlyList<PublishProblem> problems) => new(StatusCodes.Status400BadRequest, "EntryInvalid", [.. problems.Select(problem => problem.Message)]) { Problems = problems };

        public static Refused Moved(IReadOnlyList<PublishProblem> problems) => new(StatusCodes.Status412PreconditionFailed, "EntryChanged", [.. problems.Select(problem => problem.Message)]) { Problems = problems };
    }

    /// <summary>nginx did not take it.</summary>
    internal sealed record Failed(ReloadReport Report) : PublishAnswer;
}
