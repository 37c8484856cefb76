namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Why an entry is refused.</summary>
/// <param name="ErrorId">The ErrorId it has in the cmdlets, and the code it has in the agent's answers, e.g. <c>DomainNameInvalid</c>.</param>
/// <param name="Field">The wire's name of what is wrong: <c>domains</c>, <c>upstreams</c>, <c>root</c>, <c>redirectTo</c>, <c>nginxCustomCode</c>, <c>certificateFile</c>, ….</param>
/// <param name="Message">What is wrong, in the operator's words, control characters made visible.</param>
/// <param name="Remedy">What to give instead.</param>
internal sealed record NginxEntryProblem(string ErrorId, string Field, string Message, string Remedy);
