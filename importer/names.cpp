#include "importer/names.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace constexplain::importer {

namespace {

// Not std::isalpha: that depends on the locale.
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What an array is to its layer, or an operator to its node: no part of the layer's name.
bool is_role(std::string_view word) {
    constexpr std::array roles{"weight", "weights",
                               "kernel", "gamma",
                               "scale",  "slope",
                               "npy",    "W",
                               "R",      "B",
                               "value",  "Conv2D",
                               "MatMul", "Conv",
                               "Gemm",   "ReadVariableOp",
                               "read",   "LSTM",
                               "GRU",    "Gather",
                               "PRelu",  "BatchNormalization"};
    return std::find(roles.begin(), roles.end(), word) != roles.end();
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (size_t end = 0; end != std::string_view::npos;
         text.remove_prefix(end == std::string_view::npos ? 0 : end + 1)) {
        end = text.find(at);
        parts.push_back(text.substr(0, end));
    }
    return parts;
}

/// `conv1.weight.npy` is `conv1`, `lstm_0_W` is `lstm_0`; empty where only roles are left.
std::string without_role(std::string_view word) {
    word = word.substr(0, word.find(':'));
    for (bool again = true; again;) {
        again = false;
        for (char const separator : {'.', '_'}) {
            size_t const last = word.rfind(separator);
            if (last != std::string_view::npos && is_role(word.substr(last + 1))) {
                word = word.substr(0, last);
                again = true;
            }
        }
    }
    return is_role(word) ? std::string() : std::string(word);
}

/// From an array: the last part of its path that says more than a role. Names that tools number are none.
std::string name_from_array(std::string_view text) {
    if (text.find("::") != std::string_view::npos) return {};
    auto const parts = split(text, '/');
    for (size_t k = parts.size(); k-- > 0;)
        if (auto name = without_role(parts[k]); !name.empty()) return name;
    return {};
}

/// From a node: its path, of which PyTorch repeats parts: `/layer1/layer1.0/conv1/Conv` is `layer1.0.conv1`.
std::string name_from_node(std::string_view text) {
    std::vector<std::string> parts;
    for (auto const part : split(text, '/')) {
        auto word = without_role(part);
        if (word.empty()) continue;
        if (!parts.empty() && word.starts_with(parts.back() + ".")) parts.pop_back();
        parts.push_back(std::move(word));
    }
    std::string name;
    for (auto const& part : parts) name.append(name.empty() ? "" : ".").append(part);
    return name;
}

std::string cleaned(std::string_view text) {
    std::string name;
    for (char const c : text.substr(0, 64)) name += is_letter(c) || is_digit(c) || c == '_' || c == '.' ? c : '_';
    return name.empty() || is_letter(name[0]) ? name : "layer_" + name;
}

std::string kind_of(layer const& here) {
    constexpr std::array kinds{"input",    "conv",       "dense",      "pool",      "mean",    "largest",
                               "pad",      "activation", "prelu",      "softmax",   "flatten", "pixels",
                               "channels", "lrn",        "layer_norm", "embedding", "mean",    "channels",
                               "sequence", "recurrent",  "sum",        "concat"};
    static_assert(kinds.size() == std::variant_size_v<layer_op>);
    return kinds[here.op.index()];
}

}  // namespace

bool has_parameters(layer const& here) {
    return std::holds_alternative<convolution>(here.op) || std::holds_alternative<fully_connected>(here.op) ||
           std::holds_alternative<channel_slopes>(here.op) || std::holds_alternative<affine>(here.op) ||
           std::holds_alternative<layer_normalisation>(here.op) || std::holds_alternative<embedding_layer>(here.op) ||
           std::holds_alternative<recurrent>(here.op);
}

std::vector<std::string> layer_names(layer_graph const& graph, std::vector<executed> const& order) {
    std::vector<std::string> names;
    std::set<std::string> taken;
    for (executed const& each : order) {
        layer const& here = graph.layers[each.layer];
        if (!has_parameters(here)) {
            names.emplace_back();
            continue;
        }
        std::string base = cleaned(name_from_array(here.name));
        if (base.empty()) base = cleaned(name_from_node(here.node));
        if (base.empty()) base = kind_of(here);
        std::string name = base, key;
        for (size_t number = 2;; ++number) {
            key = name;
            std::replace(key.begin(), key.end(), '.', '_');
            if (taken.insert(key).second) break;
            name = base + "_" + std::to_string(number);
        }
        names.push_back(name);
    }
    return names;
}

bool is_struct_name(std::string_view text) {
    static std::set<std::string, std::less<>> const words{
        "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch",
        "char", "char8_t", "char16_t", "char32_t", "class", "compl", "concept", "const", "consteval", "constexpr",
        "constinit", "const_cast", "continue", "co_await", "co_return", "co_yield", "decltype", "default", "delete",
        "do", "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for",
        "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq",
        "nullptr", "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
        "requires", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast", "struct",
        "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename",
        "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
        // Words of generated headers, and names that a program cannot declare beside them.
        "constexplain", "imported", "std", "main", "network", "input", "named", "residual", "parallel", "branch",
        "shape", "conv2d", "dense", "kernel", "stride", "padding", "dilation", "groups", "without_bias", "max_pool",
        "avg_pool", "global_avg_pool", "count_padding", "round_up", "extent_2d", "relu", "relu6", "leaky_relu",
        "sigmoid", "tanh", "softmax", "flatten", "clip", "elu", "selu", "silu", "hard_sigmoid", "hard_swish", "mish",
        "softplus", "softsign", "gelu", "gelu_tanh", "prelu", "batch_norm", "lrn", "layer_norm", "pixel_shuffle",
        "depth_to_space", "embedding", "mean_over_sequence", "lstm", "gru", "scale", "shift", "admissible", "model",
        "make_model", "rules", "epsilon", "epsilon_plus", "epsilon_plus_flat", "epsilon_gamma_box",
        "epsilon_alpha2_beta1", "epsilon_alpha2_beta1_flat", "gradient", "gradient_times_input", "guided_backprop",
        "deconvnet", "excitation_backprop", "deep_taylor", "deep_taylor_box", "deep_taylor_w_square",
        "deep_taylor_z_plus", "embedded", "boost", "xsimd", "NULL",
        // Functions of the C library, which hide a struct of the same name.
        "index", "rindex", "gamma", "lgamma", "tgamma", "j0", "j1", "jn", "y0", "y1", "yn", "exp", "log", "sin",
        "cos", "tan", "sqrt", "pow", "abs", "floor", "ceil", "round", "time", "clock", "signal", "read", "write",
        "open", "close", "link", "pipe", "select", "remove", "rename", "random", "rand", "exit", "abort", "system",
        "stat"};
    if (text.empty() || text.size() > 64 || words.contains(text) || text.find("__") != std::string_view::npos)
        return false;
    if (!is_letter(text[0])) return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

}  // namespace constexplain::importer
