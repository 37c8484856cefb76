namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>Why an entry is refused.</summary>
/// <param name="Index">Which of those that were sent; -1: none of them.</param>
/// <param name="Id">Its number, where it has one.</param>
/// <param name="Field">What of it, by the wire's name.</param>
/// <param name="Code">Tells the reasons apart.</param>
/// <param name="Message">The reason, and what to do.</param>
internal sealed record PublishProblem(int Index, int? Id, string Field, string Code, string Message);
