namespace LyttleCluster.Core;

/// <summary>How a use case behaves.</summary>
public enum UseCaseKind
{
    /// <summary>Looks and ends by itself.</summary>
    Read,

    /// <summary>Plans and applies a change.</summary>
    Change,

    /// <summary>Goes on until the caller has enough.</summary>
    Stream,
}

/// <summary>What a caller must be allowed to do.</summary>
public enum AccessRight
{
    /// <summary>See.</summary>
    View,

    /// <summary>Work with what is there: start, stop, suspend.</summary>
    Operate,

    /// <summary>Decide what is there, and who may do what.</summary>
    Administer,
}

/// <summary>Whose owners may use a use case on what they own, without being granted it.</summary>
public enum OwnedObject
{
    /// <summary>Nobody's: it must be granted.</summary>
    None,

    /// <summary>The owners of each node it works on.</summary>
    Node,

    /// <summary>The owners of each domain it works on.</summary>
    Domain,
}

/// <summary>One use case of <see cref="ICluster"/>: declared once, used by every front end.</summary>
public abstract record UseCase
{
    /// <summary>Its name, <c>Capability.Verb</c>; also what access rules name.</summary>
    public required string Name { get; init; }

    /// <summary>How it behaves.</summary>
    public required UseCaseKind Kind { get; init; }

    /// <summary>What a caller must be allowed to do.</summary>
    public required AccessRight Right { get; init; }

    /// <summary>Whether everybody who proved who they are may, without being granted it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whose owners may, on what they own.</summary>
    public OwnedObject Owned { get; init; }

    /// <summary>Its HTTP route below <c>/api/v1</c>, e.g. <c>GET /nodes</c>.</summary>
    public required string Route { get; init; }

    /// <summary>What it is asked with.</summary>
    public abstract Type RequestType { get; }

    /// <summary>What each element of its result is.</summary>
    public abstract Type ResultType { get; }

    /// <summary>Shows it with its types to who works on all of them.</summary>
    public abstract T Accept<T>(IUseCaseVisitor<T> visitor);
}

/// <summary>Works on use cases of any types.</summary>
/// <typeparam name="T">What is made of each.</typeparam>
public interface IUseCaseVisitor<out T>
{
    /// <summary>One of them.</summary>
    T Visit<TRequest, TResult>(UseCase<TRequest, TResult> useCase);
}

/// <summary>One use case with its types.</summary>
/// <typeparam name="TRequest">What it is asked with.</typeparam>
/// <typeparam name="TResult">What each element of its result is.</typeparam>
public sealed record UseCase<TRequest, TResult> : UseCase
{
    /// <inheritdoc/>
    public override Type RequestType => typeof(TRequest);

    /// <inheritdoc/>
    public override Type ResultType => typeof(TResult);

    /// <inheritdoc/>
    public override T Accept<T>(IUseCaseVisitor<T> visitor) => visitor.Visit(this);

    /// <summary>Carries it out; a change is planned and applied in one go.</summary>
    public required Func<ICluster, TRequest, CancellationToken, IAsyncEnumerable<Answer<TResult>>> Invoke { get; init; }
}
