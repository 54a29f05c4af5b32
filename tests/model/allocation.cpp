// Nothing is allocated between a bound model and its answer: every door to the heap is counted.
#include "support/catch.hpp"

#include <constexplain.hpp>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>

// The sanitizers bring their own allocator, which must not be replaced.
#if defined(__SANITIZE_ADDRESS__)
#define OWN_ALLOCATOR 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define OWN_ALLOCATOR 0
#endif
#endif
#if !defined(OWN_ALLOCATOR) && defined(__GLIBC__)
#define OWN_ALLOCATOR 1
#elif !defined(OWN_ALLOCATOR)
#define OWN_ALLOCATOR 0
#endif

namespace {
std::atomic<long> calls{0};
}  // namespace

#if OWN_ALLOCATOR
// glibc's own names of its functions.
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* at);

void* malloc(size_t size) noexcept {
    ++calls;
    return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) noexcept {
    ++calls;
    return __libc_calloc(count, size);
}
void* realloc(void* old, size_t size) noexcept {
    ++calls;
    return __libc_realloc(old, size);
}
void* aligned_alloc(size_t alignment, size_t size) noexcept {
    ++calls;
    return __libc_memalign(alignment, size);
}
void* memalign(size_t alignment, size_t size) noexcept {
    ++calls;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** to, size_t alignment, size_t size) noexcept {
    ++calls;
    *to = __libc_memalign(alignment, size);
    return *to == nullptr ? 12 : 0;
}
void free(void* at) noexcept {
    ++calls;
    __libc_free(at);
}
}

void* operator new(size_t size) {
    ++calls;
    if (void* at = __libc_malloc(size > 0 ? size : 1)) return at;
    throw std::bad_alloc();
}
void* operator new(size_t size, std::align_val_t alignment) {
    ++calls;
    if (void* at = __libc_memalign(static_cast<size_t>(alignment), size > 0 ? size : 1)) return at;
    throw std::bad_alloc();
}
void operator delete(void* at) noexcept {
    ++calls;
    __libc_free(at);
}
void operator delete(void* at, size_t) noexcept { operator delete(at); }
void operator delete(void* at, std::align_val_t) noexcept { operator delete(at); }
void operator delete(void* at, size_t, std::align_val_t) noexcept { operator delete(at); }
#endif

namespace {

using namespace constexplain;

struct conv_net : network<input<1, 12, 12>::within<0, 1>, conv2d<6, kernel<3>>, relu, max_pool<2>,
                          conv2d<8, kernel<3>, groups<2>>, relu, avg_pool<3>, flatten, dense<10>, softmax> {};
struct perceptron : network<input<12>, dense<33>, tanh_activation, dense<10>, sigmoid, dense<4>> {};
struct on_softmax : rules<on<linear_layers, epsilon<>>> {};

template<size_t Count>
std::array<float, Count> numbers() {
    std::array<float, Count> values{};
    for (size_t k = 0; k < Count; ++k) values[k] = static_cast<float>(k * 7 % 23) / 32 - 0.3f;
    return values;
}
template<size_t Count>
std::array<float, Count> pixels() {
    std::array<float, Count> values{};
    for (size_t k = 0; k < Count; ++k) values[k] = static_cast<float>(k * 5 % 17) / 17;
    return values;
}

template<class F>
long calls_of(F f) {
    long const before = calls;
    f();
    return calls - before;
}

/// A model that owns its buffer, as `load` gives it.
template<class Net>
model<Net> owned(auto const& embedded) {
    owned_parameters<float, parameter_layout<Net, float>::total> packed;
    std::copy_n(embedded.packed(), parameter_layout<Net, float>::total, packed.data());
    return model<Net>(std::move(packed));
}

template<class Rules, class Net, class Model, class Image>
void check_explain(Model const& net, Image const& image) {
    auto const buffers = std::make_unique<workspace<Net, Rules>>();
    explanation<Net> a, b_;
    CHECK(calls_of([&] { a = net.template explain<Rules>(image); }) == 0);
    CHECK(calls_of([&] { b_ = net.template explain<Rules>(image, *buffers, 2); }) == 0);
    CHECK(a.status == status::ok);
    CHECK(b_.status == status::ok);
    CHECK(b_.target == 2);
}

}  // namespace

TEST_CASE("the counter sees every door to the heap", "[model]") {
    if (!OWN_ALLOCATOR) return;
    void* volatile kept = nullptr;  // the compiler must not see a pair of calls that it may leave out
    CHECK(calls_of([&] { kept = std::malloc(10); }) == 1);
    CHECK(calls_of([&] { kept = std::realloc(kept, 100); }) == 1);
    CHECK(calls_of([&] { std::free(kept); }) == 1);
    CHECK(calls_of([&] { kept = std::calloc(3, 10); }) == 1);
    CHECK(calls_of([&] { std::free(kept); }) == 1);
    CHECK(calls_of([&] { kept = std::aligned_alloc(64, 128); }) == 1);
    CHECK(calls_of([&] { std::free(kept); }) == 1);
    CHECK(calls_of([&] { kept = ::operator new(10); }) == 1);
    CHECK(calls_of([&] { ::operator delete(kept); }) == 1);
    CHECK(calls_of([&] { kept = ::operator new(64, std::align_val_t{64}); }) == 1);
    CHECK(calls_of([&] { ::operator delete(kept, std::align_val_t{64}); }) == 1);
    CHECK(calls_of([&] { kept = new std::array<int, 5>; }) == 1);
    CHECK(calls_of([&] { delete static_cast<std::array<int, 5>*>(kept); }) == 1);
    CHECK(calls_of([] {}) == 0);
    // A model of its own buffer allocates once, when it is made.
    auto const embedded = make_model<perceptron>(numbers<33 * 12>(), numbers<33>(), numbers<330>(), numbers<10>(),
                                                 numbers<40>(), numbers<4>());
    CHECK(calls_of([&] { CHECK(owned<perceptron>(embedded).packed() != nullptr); }) >= 2);
}

TEST_CASE("nothing is allocated to predict and to explain: a convolutional net", "[model]") {
    auto const net = owned<conv_net>(make_model<conv_net>(numbers<54>(), numbers<6>(), numbers<216>(), numbers<8>(),
                                                          numbers<80>(), numbers<10>()));
    auto const image = pixels<144>();
    workspace<conv_net> buffers;
    prediction<conv_net> a, b_;
    CHECK(calls_of([&] { a = net.predict(image); }) == 0);
    CHECK(calls_of([&] { b_ = net.predict(image, buffers); }) == 0);
    CHECK(a.values == b_.values);
    check_explain<epsilon_plus, conv_net>(net, image);
    check_explain<epsilon_gamma_box, conv_net>(net, image);
    check_explain<gradient_times_input, conv_net>(net, image);
}

TEST_CASE("nothing is allocated to predict and to explain: a perceptron", "[model]") {
    auto const net = make_model<perceptron>(numbers<33 * 12>(), numbers<33>(), numbers<330>(), numbers<10>(),
                                            numbers<40>(), numbers<4>());
    auto const x = pixels<12>();
    prediction<perceptron> a;
    CHECK(calls_of([&] { a = net.predict(x); }) == 0);
    CHECK(a.status == status::ok);
    check_explain<on_softmax, perceptron>(net, x);
    check_explain<epsilon_alpha2_beta1_flat, perceptron>(net, x);
    check_explain<guided_backprop, perceptron>(net, x);
}

TEST_CASE("nothing is allocated to predict and to explain batches", "[model]") {
    auto const net = make_model<perceptron>(numbers<33 * 12>(), numbers<33>(), numbers<330>(), numbers<10>(),
                                            numbers<40>(), numbers<4>());
    std::array<std::array<float, 12>, 3> inputs;
    inputs.fill(pixels<12>());
    auto const buffers = std::make_unique<batch_workspace<perceptron, 3, on_softmax>>();
    std::array<prediction<perceptron>, 3> scores;
    std::array<explanation<perceptron>, 3> maps, own;
    CHECK(calls_of([&] { net.predict_batch(inputs, scores); }) == 0);
    CHECK(calls_of([&] { net.explain_batch<on_softmax>(inputs, *buffers, maps, 2); }) == 0);
    CHECK(calls_of([&] { own = net.explain_batch<on_softmax>(inputs); }) == 0);
    CHECK(scores[2].status == status::ok);
    CHECK(maps[2].target == 2);
    CHECK(own[2].scores == scores[2]);
}
